package dev.weir.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A check of the bill of materials, which {@code mvn verify} runs, without a network: it names each
 * jar that is shipped, with its hash, and nothing else; and each has a licence that Weir may use.
 */
public final class SbomCheck {

  /** Of several licences of a component, one must be among these. */
  private static final Set<String> LICENCES =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "BSD licence", // antlr-runtime 3 says only this
          "CC0-1.0",
          "EPL-2.0",
          "Go License", // of RE2/J: the three-clause BSD licence of Go
          "MIT");

  /** Only javac needs them; they are not shipped. */
  private static final Set<String> COMPILE_ONLY = Set.of("jakarta.xml.bind-api");

  /** Weir's own: the command line's main class and class path. */
  private static final String LAUNCHED = "weir-cli.jar";

  /** The build removes the signature of this jar (see pom.xml), so its hash differs. */
  private static final String REPACKED = "ecj";

  private SbomCheck() {}

  /** Fails if something is wrong with {@code bom.json} and {@code lib} in a build folder. */
  public static void main(String[] arguments) throws IOException {
    Path build = Path.of(arguments[0]);
    List<String> faults = faults(build.resolve("bom.json"), build.resolve("lib"));
    if (!faults.isEmpty()) {
      throw new IllegalStateException("bill of materials:\n" + String.join("\n", faults));
    }
  }

  static List<String> faults(Path bom, Path lib) throws IOException {
    Map<String, Path> shipped = new TreeMap<>();
    try (Stream<Path> jars = Files.list(lib)) {
      jars.forEach(jar -> shipped.put(jar.getFileName().toString(), jar));
    }
    shipped.remove(LAUNCHED);
    List<String> faults = new ArrayList<>();
    for (JsonNode component : new JsonMapper().readTree(Files.readString(bom)).path("components")) {
      String name = component.path("name").asString();
      String file = name + "-" + component.path("version").asString() + ".jar";
      Path jar = shipped.remove(file);
      if (jar == null && !COMPILE_ONLY.contains(name)) {
        faults.add(file + " is listed, but not shipped");
      }
      if (jar != null && !name.equals(REPACKED) && !sha256(jar).equals(listed(component))) {
        faults.add(file + " is not the file whose hash is listed");
      }
      List<String> licences = licences(component);
      if (licences.stream().noneMatch(LICENCES::contains)) {
        faults.add(file + " has none of the permitted licences, but " + licences);
      }
    }
    shipped.keySet().forEach(file -> faults.add(file + " is shipped, but not listed"));
    return faults;
  }

  private static String listed(JsonNode component) {
    for (JsonNode hash : component.path("hashes")) {
      if (hash.path("alg").asString().equals("SHA-256")) {
        return hash.path("content").asString();
      }
    }
    return "";
  }

  private static List<String> licences(JsonNode component) {
    List<String> all = new ArrayList<>();
    for (JsonNode one : component.path("licenses")) {
      JsonNode licence = one.path("license");
      all.add(licence.path("id").asString(licence.path("name").asString("")));
    }
    return all;
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
