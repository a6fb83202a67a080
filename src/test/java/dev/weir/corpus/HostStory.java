package dev.weir.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What happened on one host: some days of ordinary work, then an attack or something ordinary.
 *
 * @param file the file that it was read from
 * @param name unique among all stories
 * @param attack whether an attacker acts in it
 * @param kind what sort of story it is
 * @param cloud aws, gcp, azure, ...
 * @param os linux, windows or macos
 * @param agent which form the agent's events have
 * @param why what happens, in a sentence
 * @param role what the host is for
 * @param image what it was started from
 * @param age how long it had been running, such as 12d or 20m
 * @param at the time of day of the story; empty if any
 * @param visible whether the events show the attack at all
 * @param reboots after how many days the host restarted
 * @param background what runs all the time
 * @param run what happens in the end
 */
record HostStory(
    String file,
    String name,
    boolean attack,
    String kind,
    String cloud,
    String os,
    Agent agent,
    String why,
    String role,
    String image,
    String age,
    String at,
    boolean visible,
    List<Integer> reboots,
    List<Step> background,
    List<Step> run) {

  /** The forms of events that agents have sent over the years. */
  enum Agent {
    /** Before sessions: actions are strings, no entry leader, a fork is the parent of its exec. */
    OLDEST("7.17.9"),
    /** Actions are strings. */
    OLD("8.3.2"),
    /** Actions are arrays. */
    NEW("8.12.1"),
    /** Short processes are one event; repeated connections of a process are left out. */
    NEWEST("9.1.3");

    final String version;

    Agent(String version) {
      this.version = version;
    }
  }

  /** Where the stories are. */
  static final Path FOLDER = Path.of("test-fixtures", "cloud-metadata", "hosts");

  private static final Set<String> KEYS =
      Set.of(
          "name", "verdict", "kind", "cloud", "os", "agent", "why", "role", "image", "age", "at",
          "visible", "reboots", "bg", "jobs", "run");

  /** A third of the stories, which nobody looks at while the rules change. */
  boolean heldOut() {
    return Math.floorMod(name.hashCode(), 3) == 0;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Reads all stories, in the order of files and lines. */
  static List<HostStory> all() {
    Map<String, String> profiles = new LinkedHashMap<>();
    for (Path file : yaml(FOLDER.resolve("background"))) {
      mapping(load(file)).forEach((name, text) -> profiles.put(name, text.toString()));
    }
    List<HostStory> stories = new ArrayList<>();
    for (Path file : yaml(FOLDER)) {
      Map<String, Object> document = mapping(load(file));
      Map<String, Object> defaults = mapping(document.getOrDefault("defaults", Map.of()));
      for (Object one : (List<?>) document.get("stories")) {
        Map<String, Object> story = new LinkedHashMap<>(defaults);
        story.putAll(mapping(one));
        stories.add(of(file.getFileName().toString(), story, profiles));
      }
    }
    return stories;
  }

  private static HostStory of(
      String file, Map<String, Object> story, Map<String, String> profiles) {
    String name = text(story, "name", "");
    String where = file + ": " + name;
    for (String key : story.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(where + ": unknown key " + key);
      }
    }
    List<Step> background = new ArrayList<>();
    for (Object profile : (List<?>) story.getOrDefault("bg", List.of())) {
      String tree = profiles.get(profile.toString());
      if (tree == null) {
        throw new IllegalArgumentException(where + ": no such background: " + profile);
      }
      background.addAll(Step.tree(tree, "background " + profile));
    }
    background.addAll(Step.tree(text(story, "jobs", ""), where));
    List<Integer> reboots = new ArrayList<>();
    ((List<?>) story.getOrDefault("reboots", List.of())).forEach(day -> reboots.add((Integer) day));
    String verdict = text(story, "verdict", "");
    if (!Set.of("attack", "ordinary").contains(verdict)) {
      throw new IllegalArgumentException(where + ": the verdict is attack or ordinary");
    }
    return new HostStory(
        file,
        name,
        verdict.equals("attack"),
        text(story, "kind", ""),
        text(story, "cloud", "aws"),
        text(story, "os", "linux"),
        Agent.valueOf(text(story, "agent", "new").toUpperCase(Locale.ROOT)),
        text(story, "why", ""),
        text(story, "role", ""),
        text(story, "image", ""),
        text(story, "age", "10d"),
        text(story, "at", ""),
        !text(story, "visible", "yes").matches("no|false"),
        List.copyOf(reboots),
        background,
        Step.tree(text(story, "run", ""), where));
  }

  private static String text(Map<String, Object> story, String key, String other) {
    return story.getOrDefault(key, other).toString();
  }

  private static Object load(Path file) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
      return new Load(settings).loadFromString(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> mapping(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, one) -> map.put(key.toString(), one));
    return map;
  }

  private static List<Path> yaml(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
