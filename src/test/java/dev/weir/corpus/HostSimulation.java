package dev.weir.corpus;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Lets a story happen: from lines to what processes do at which time. Deterministic. */
final class HostSimulation {

  /**
   * Something that the agent sees.
   *
   * @param at nanoseconds since 1970
   * @param what fork, exec, end, merged, connect, disconnect or lookup
   * @param target of a connection, else null
   * @param shown whether it shows the attack
   */
  record Happening(long at, String what, HostProcess process, Target target, boolean shown) {}

  private static final long START = Instant.parse("2025-03-03T00:00:00Z").getEpochSecond();
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long SHORT = 2 * SECOND;

  final HostStory story;
  final Random random;
  final String agentId;
  private final List<Happening> happenings = new ArrayList<>();
  private final Map<String, HostProcess> labels = new HashMap<>();
  /** When the background is over and the story itself begins, in nanoseconds since 1970. */
  long storyFrom;

  private int lastPid;
  private HostProcess root;

  HostSimulation(HostStory story) {
    this.story = story;
    this.random = new Random(UUID.nameUUIDFromBytes(utf8(story.name())).getLeastSignificantBits());
    this.agentId = UUID.nameUUIDFromBytes(utf8("agent of " + story.name())).toString();
  }

  /** {@return all that happens, in order} */
  List<Happening> happenings() {
    long age = Step.nanos(story.age());
    long first = START * SECOND + random.nextInt(60) * DAY + random.nextInt(7200) * SECOND;
    long when = first + age;
    if (age >= DAY) {
      LocalTime time =
          story.at().isEmpty()
              ? LocalTime.of(7 + random.nextInt(11), random.nextInt(60), random.nextInt(60))
              : LocalTime.parse(story.at());
      when = when / DAY * DAY + time.toNanoOfDay() + random.nextInt(900_000) * 1000L;
    }
    List<Long> boots = new ArrayList<>(List.of(first));
    for (int day : story.reboots()) {
      boots.add(first + day * DAY + 5_000 * SECOND);
    }
    for (int i = 0; i < boots.size(); i++) {
      boolean last = i + 1 == boots.size();
      background(boots.get(i), last ? when : boots.get(i + 1));
    }
    storyFrom = when;
    long cursor = when;
    for (Step step : story.run()) {
      cursor = run(step, of(step), cursor);
    }
    happenings.sort(Comparator.comparingLong(Happening::at)); // stable
    return happenings;
  }

  private void background(long from, long to) {
    labels.clear();
    root = root(from);
    long cursor = from + 8 * SECOND;
    for (Step step : story.background()) {
      if (step.has("every") || step.has("daily")) {
        jobs(step, from + 90 * SECOND, to - 20 * SECOND);
      } else {
        cursor += (200 + random.nextInt(900)) * 1_000_000L;
        long end = run(step, of(step), cursor);
        if (step.has("once")) {
          cursor = end;
        } else if (step.has("again")) {
          again(step, cursor, to);
        }
      }
    }
  }

  private void jobs(Step step, long from, long to) {
    if (step.has("daily")) {
      long time = LocalTime.parse(step.get("daily", "")).toNanoOfDay();
      for (long at = from / DAY * DAY + time; at < to; at += DAY) {
        if (at > from) {
          run(step, of(step), at + SECOND + random.nextInt(60_000) * 1000L);
        }
      }
      return;
    }
    long period = Step.nanos(step.get("every", ""));
    long at = from + (long) (random.nextDouble() * period);
    for (; at < to; at += period + random.nextInt(2000) * 1_000_000L) {
      run(step, of(step), at);
    }
  }

  private void again(Step step, long from, long to) {
    long period = Step.nanos(step.get("again", ""));
    HostProcess process = labels.get(step.get("as", ""));
    for (long at = from + period; at < to; at += period + random.nextInt(5000) * 1_000_000L) {
      connect(step, process, at);
    }
  }

  private HostProcess of(Step step) {
    return step.label().isEmpty() ? root : labelled(step.label());
  }

  private HostProcess labelled(String label) {
    HostProcess process = labels.get(label);
    if (process == null) {
      throw new IllegalArgumentException(story.name() + ": no process @" + label);
    }
    return process;
  }

  /** Does a line and those below it; returns when the next line may start. */
  private long run(Step step, HostProcess by, long from) {
    long at = from + (step.has("after") ? Step.nanos(step.get("after", "")) : spread(2, 9));
    HostProcess process = by;
    boolean starts = step.label().isEmpty();
    if (starts) {
      process = start(step, by, at);
      at = process.started;
    } else if (step.has("as")) {
      labels.put(step.get("as", ""), by);
    }
    at = connect(step, process, at);
    for (Step child : step.children()) {
      HostProcess parent = child.label().isEmpty() ? process : labelled(child.label());
      at = run(child, parent, at);
    }
    if (starts) {
      at = finish(step, process, at);
    }
    return step.has("bg") || (starts && staysOn(step, by)) ? Math.max(from, at - spread(1, 3)) : at;
  }

  private HostProcess start(Step step, HostProcess by, long at) {
    boolean replaces = step.has("replace");
    HostProcess process = by.fork();
    process.pid = replaces ? by.pid : nextPid();
    process.forked = at;
    process.forkEntity = entity(process.pid, at);
    boolean execs = !step.command().isEmpty();
    process.started = execs ? at + spread(0, 1) + 300_000 : at;
    process.entity = execs ? entity(process.pid, process.started) : process.forkEntity;
    if (replaces) {
      process.parent = by.parent;
      by.ended = at;
    } else if (execs && story.os().equals("linux")) {
      process.ancestry.add(0, process.forkEntity);
    }
    if (step.has("orphan")) {
      process.parent = root;
    }
    if (execs) {
      image(step, process, by);
    }
    session(step, process, by);
    if (step.has("as")) {
      labels.put(step.get("as", ""), process);
    }
    return process;
  }

  private void image(Step step, HostProcess process, HostProcess by) {
    String path = step.command().get(0);
    String shortName = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    process.executable = path;
    process.name = step.get("name", shortName);
    if (step.has("title")) {
      process.args = List.of(step.get("title", ""));
    } else {
      boolean whole = by == root || story.os().equals("windows");
      List<String> args = new ArrayList<>(step.command());
      args.set(0, step.get("a0", step.has("ssh") ? "-" + shortName : whole ? path : shortName));
      process.args = List.copyOf(args);
    }
    process.commandLine =
        story.os().equals("windows") ? step.text() : String.join(" ", process.args);
  }

  private void session(Step step, HostProcess process, HostProcess by) {
    process.user = step.get("u", by.user);
    process.folder = step.get("cwd", by.folder);
    process.terminal |= step.has("ssh") || step.has("tty");
    if (step.has("in")) {
      process.container = step.get("in", "");
    }
    String type = step.has("ssh") ? "sshd" : step.get("entry", "");
    if (type.isEmpty() && !process.container.isEmpty() && by.container.isEmpty()) {
      type = "container";
    } else if (type.isEmpty() && by == root) {
      type = "init";
    }
    if (!type.isEmpty()) {
      process.entry = process;
      process.session = process;
      process.entryType = type;
      process.entrySource = step.has("ssh") ? "10.8.0." + (2 + random.nextInt(200)) : "";
    }
  }

  private long connect(Step step, HostProcess process, long from) {
    long at = from;
    boolean first = true;
    for (String text : step.targets()) {
      Target target = Target.of(text);
      at += step.has("wait") && first ? Step.nanos(step.get("wait", "")) : spread(4, 25);
      boolean shown = first && step.get("e", "").equals("to");
      first = false;
      boolean seen = !process.connected.add(target.ip() + ":" + target.port());
      if (seen && story.agent() == HostStory.Agent.NEWEST && !shown) {
        continue; // this agent reports a connection of a process once
      }
      if (!target.domain().isEmpty() && story.os().equals("windows")) {
        happenings.add(new Happening(at - spread(1, 3), "lookup", process, target, false));
      }
      happenings.add(new Happening(at, "connect", process, target, shown));
      at += spread(3, 30);
      if (story.agent() != HostStory.Agent.NEWEST) {
        happenings.add(new Happening(at, "disconnect", process, target, false));
      }
    }
    return at;
  }

  /** Tells of its start and end, now that it is known how long it lives. */
  private long finish(Step step, HostProcess process, long at) {
    boolean execs = !step.command().isEmpty();
    boolean shown = step.has("e") && step.get("e", "").isEmpty();
    boolean replaced = process.ended != Long.MAX_VALUE;
    long end = step.has("for") ? Math.max(at, process.started + Step.nanos(step.get("for", ""))) : at;
    boolean ends = !staysOn(step, process.parent) && !replaced;
    if (ends) {
      end += spread(1, 12);
      process.ended = end;
    }
    boolean linux = story.os().equals("linux");
    if (linux && story.agent() == HostStory.Agent.NEWEST && execs && ends && !step.has("replace")
        && end - process.forked <= SHORT) {
      happenings.add(new Happening(end, "merged", process, null, shown));
      return end;
    }
    if (!story.os().equals("windows") && !step.has("replace")) {
      happenings.add(new Happening(process.forked, "fork", process, null, false));
    }
    if (execs) {
      happenings.add(new Happening(process.started, "exec", process, null, shown));
    }
    if (ends) {
      happenings.add(new Happening(end, "end", process, null, false));
    }
    return end;
  }

  /** Services that the system starts stay, unless they are jobs. */
  private boolean staysOn(Step step, HostProcess by) {
    if (step.has("stays")) {
      return true;
    }
    boolean job = step.has("once") || step.has("every") || step.has("daily") || step.has("for");
    return by == root && !job && !step.has("orphan") && !story.run().contains(step);
  }

  private HostProcess root(long at) {
    HostProcess process = new HostProcess();
    boolean windows = story.os().equals("windows");
    process.pid = windows ? 700 + random.nextInt(90) : 1;
    lastPid = windows ? 1200 : 380;
    process.executable =
        switch (story.os()) {
          case "windows" -> "C:\\Windows\\System32\\services.exe";
          case "macos" -> "/sbin/launchd";
          default -> "/usr/lib/systemd/systemd";
        };
    process.name = windows ? "services.exe" : story.os().equals("macos") ? "launchd" : "systemd";
    process.args = List.of(windows ? process.executable : "/sbin/init");
    process.commandLine = process.args.get(0);
    process.user = windows ? "SYSTEM" : "root";
    process.folder = windows ? "C:\\Windows\\system32" : "/";
    process.forked = at;
    process.started = at;
    process.entity = entity(process.pid, at);
    process.entry = process;
    process.session = process;
    process.entryType = "init";
    return process;
  }

  private int nextPid() {
    lastPid += 1 + random.nextInt(story.os().equals("windows") ? 9 : 5) * 4;
    return lastPid;
  }

  private long spread(int fromMillis, int toMillis) {
    return fromMillis * 1_000_000L + random.nextInt((toMillis - fromMillis) * 1000) * 1000L;
  }

  private String entity(int pid, long at) {
    String text =
        String.format(
            Locale.ROOT, "%s-%d-%d.%09d", agentId, pid, at / SECOND + 11_644_473_600L, at % SECOND);
    return Base64.getEncoder().encodeToString(utf8(text));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
