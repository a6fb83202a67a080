package dev.weir.internal.drl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.drools.model.Model;

/**
 * The classes that Drools generates from rules.
 *
 * @param models the names of those that are models, one of each package
 * @param bytes all of them by name
 */
record RuleClasses(List<String> models, Map<String, byte[]> bytes) {

  private static final String MODELS = "models";

  /** The same bytes each time, so that builds are reproducible. */
  void write(OutputStream to) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(to);
    write(zip, MODELS, String.join("\n", models).getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, byte[]> one : new TreeMap<>(bytes).entrySet()) {
      write(zip, one.getKey(), one.getValue());
    }
    zip.finish();
  }

  private static void write(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  static RuleClasses read(InputStream from) throws IOException {
    List<String> models = new ArrayList<>();
    Map<String, byte[]> bytes = new HashMap<>();
    ZipInputStream zip = new ZipInputStream(from);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      byte[] content = zip.readAllBytes();
      if (entry.getName().equals(MODELS)) {
        new String(content, StandardCharsets.UTF_8).lines().forEach(models::add);
      } else {
        bytes.put(entry.getName(), content);
      }
    }
    return new RuleClasses(List.copyOf(models), bytes);
  }

  /** Loads them beside Weir's own classes. */
  List<Model> load() {
    ClassLoader loader = new Loader(bytes);
    List<Model> loaded = new ArrayList<>();
    try {
      for (String model : models) {
        loaded.add(loader.loadClass(model).asSubclass(Model.class).getConstructor().newInstance());
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot load the compiled rules " + models, e);
    }
    return loaded;
  }

  private static final class Loader extends ClassLoader {

    private final Map<String, byte[]> bytes;

    Loader(Map<String, byte[]> bytes) {
      super(RuleClasses.class.getClassLoader());
      this.bytes = bytes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] found = bytes.get(name);
      if (found == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, found, 0, found.length);
    }
  }
}
