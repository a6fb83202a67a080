package dev.weir.internal.drl;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The files of the rule packs in the library. */
public final class ShippedPack {

  /** The names of all packs, the default pack first. */
  public static final List<String> NAMES =
      List.of("unusual-imds-request", "cloud-metadata", "stolen-credentials");

  private static final String DETECTION = "/dev/weir/rules/unusual-imds-request/detection.drl";

  private ShippedPack() {}

  /** What a reader makes of the default pack's folder, as {@link #read(String, Function)}. */
  public static <T> T read(Function<Path, T> reader) {
    return read(NAMES.get(0), reader);
  }

  /**
   * What a reader makes of a pack's folder: rules and {@code cases}, beside it licence and
   * changelog. The folder may be in a jar, which is open only meanwhile.
   */
  public static <T> T read(String pack, Function<Path, T> reader) {
    URL detection = ShippedPack.class.getResource(DETECTION);
    if (detection == null) {
      throw new IllegalStateException("the library lacks " + DETECTION);
    }
    try {
      URI uri = detection.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return reader.apply(folderOf(Path.of(uri), pack));
      }
      return readJar(uri, pack, reader);
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("cannot read " + detection, e);
    }
  }

  /** One at a time: a jar's file system cannot be opened twice. */
  private static synchronized <T> T readJar(URI uri, String pack, Function<Path, T> reader)
      throws IOException {
    try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
      return reader.apply(folderOf(jar.getPath(DETECTION), pack));
    }
  }

  private static Path folderOf(Path file, String pack) {
    return Objects.requireNonNull(file.getParent(), "a resource is in a folder")
        .resolveSibling(pack);
  }
}
