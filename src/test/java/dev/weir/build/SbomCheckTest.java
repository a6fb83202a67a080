package dev.weir.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check that {@code mvn verify} makes of the bill of materials finds what is wrong. */
class SbomCheckTest {

  /** The SHA-256 of nothing. */
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @TempDir private Path folder;
  private Path lib;

  @BeforeEach
  void createFolder() throws IOException {
    lib = Files.createDirectory(folder.resolve("lib"));
  }

  @Test
  void oneListedJarPerShippedJarIsRight() throws Exception {
    ship("a-1.jar", "");
    ship("ecj-3.jar", "repacked");

    assertThat(
            SbomCheck.faults(bom(one("a", EMPTY, "MIT"), one("ecj", EMPTY, "EPL-2.0", "3")), lib))
        .isEmpty();
  }

  @Test
  void unlistedMissingAndOtherJarsAndLicencesAreFound() throws Exception {
    ship("a-1.jar", "changed");
    ship("stray-1.jar", "");
    ship("closed-1.jar", "");

    assertThat(
            SbomCheck.faults(
                bom(
                    one("a", EMPTY, "MIT"),
                    one("gone", EMPTY, "MIT"),
                    one("closed", EMPTY, "AGPL-3.0-only")),
                lib))
        .containsExactly(
            "a-1.jar is not the file whose hash is listed",
            "gone-1.jar is listed, but not shipped",
            "closed-1.jar has none of the permitted licences, but [AGPL-3.0-only]",
            "stray-1.jar is shipped, but not listed");
  }

  private void ship(String name, String content) throws IOException {
    Files.writeString(lib.resolve(name), content);
  }

  private static String one(String name, String hash, String licence) {
    return one(name, hash, licence, "1");
  }

  private static String one(String name, String hash, String licence, String version) {
    return """
        {"name": "%s", "version": "%s", "hashes": [{"alg": "SHA-256", "content": "%s"}],
         "licenses": [{"license": {"id": "%s"}}]}"""
        .formatted(name, version, hash, licence);
  }

  private Path bom(String... components) throws IOException {
    return Files.writeString(
        folder.resolve("bom.json"), "{\"components\": [" + String.join(",", components) + "]}");
  }
}
