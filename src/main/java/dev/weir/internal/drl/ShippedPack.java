package dev.weir.internal.drl;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The files of the rule pack in the library, {@code unusual-imds-request}. */
public final class ShippedPack {

  private static final String DETECTION = "/dev/weir/rules/unusual-imds-request/detection.drl";

  private ShippedPack() {}

  /**
   * What a reader makes of the pack's folder: rules and {@code cases}, beside it licence and
   * changelog. The folder may be in a jar, which is open only meanwhile.
   */
  public static <T> T read(Function<Path, T> reader) {
    URL detection = ShippedPack.class.getResource(DETECTION);
    if (detection == null) {
      throw new IllegalStateException("the library lacks " + DETECTION);
    }
    try {
      URI uri = detection.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return reader.apply(folderOf(Path.of(uri)));
      }
      return readJar(uri, reader);
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("cannot read " + detection, e);
    }
  }

  /** One at a time: a jar's file system cannot be opened twice. */
  private static synchronized <T> T readJar(URI uri, Function<Path, T> reader) throws IOException {
    try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
      return reader.apply(folderOf(jar.getPath(DETECTION)));
    }
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.getParent(), "a resource is in a folder");
  }
}
