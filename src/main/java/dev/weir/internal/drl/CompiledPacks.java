package dev.weir.internal.drl;

import dev.weir.internal.drl.CompiledFile.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.drools.model.Model;
import org.jspecify.annotations.Nullable;

/**
 * The rule packs in the library, compiled when it was built. A rule file is taken from them if it
 * is still what it was then, so a shipped pack is loaded in a fraction of the time, and so are its
 * other files where a user edits some. They are found by hash in the library only, never in a place
 * that others could write to.
 */
final class CompiledPacks {

  private static final String FOLDER = "/dev/weir/rules/compiled/";
  private static final String INDEX = "index";

  /** With {@code false}, all is compiled: by the run whose classes the launcher archives. */
  private static final String PROPERTY = "weir.compiled-packs";

  /** The pack that holds what was compiled from a source, by the source's hash. */
  private static final Map<String, String> PACKS = index();

  private static final Map<String, List<Model>> LOADED = new HashMap<>();

  private CompiledPacks() {}

  /** The models of the pack that a file is of; null if it is none, or was edited. */
  static @Nullable List<Model> models(Source source) {
    String pack = PACKS.isEmpty() ? null : PACKS.get(source.hash());
    return pack == null ? null : load(pack);
  }

  private static synchronized List<Model> load(String pack) {
    return LOADED.computeIfAbsent(
        pack,
        name -> {
          try (InputStream classes = CompiledPacks.class.getResourceAsStream(FOLDER + name)) {
            if (classes == null) {
              throw new IllegalStateException("the library lacks " + FOLDER + name);
            }
            return RuleClasses.read(classes).load();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Map<String, String> index() {
    if (System.getProperty(PROPERTY, "").equals("false")) {
      return Map.of();
    }
    Map<String, String> packs = new HashMap<>();
    try (InputStream index = CompiledPacks.class.getResourceAsStream(FOLDER + INDEX)) {
      if (index != null) { // absent only where classes were not built by Maven
        new String(index.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.split(" ", 2))
            .forEach(line -> packs.put(line[0], line[1]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packs;
  }

  /**
   * Compiles packs into a folder of classes; for the build.
   *
   * @param arguments the folder of the packs, and the folder of classes
   */
  public static void main(String[] arguments) throws IOException {
    Path target = Path.of(arguments[1] + FOLDER);
    Files.createDirectories(target);
    List<String> index = new ArrayList<>();
    for (String pack : ShippedPack.NAMES) {
      List<DrlFile> files = read(Path.of(arguments[0], pack));
      try (OutputStream to = Files.newOutputStream(target.resolve(pack))) {
        DrlCompiler.classes(files).write(to);
      }
      String around = Source.around(files);
      files.forEach(file -> index.add(Source.of(file, around).hash() + " " + pack));
    }
    Files.write(target.resolve(INDEX), index);
  }

  private static List<DrlFile> read(Path folder) throws IOException {
    List<DrlFile> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) found.sorted()::iterator) {
        if (path.toString().endsWith(".drl")) {
          String name = folder.relativize(path).toString().replace('\\', '/');
          files.add(new DrlFile(name, Files.readString(path)));
        }
      }
    }
    return files;
  }
}
