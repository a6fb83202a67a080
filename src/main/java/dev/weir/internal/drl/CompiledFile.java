package dev.weir.internal.drl;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drools.model.Model;

/**
 * The compiled rules of a file. Immutable.
 *
 * @param source what they were compiled from
 * @param models one for each package that rules of the file are in, which is one
 */
record CompiledFile(Source source, List<Model> models) {

  /**
   * All that compiling a file depends on: itself, and what all files have outside of rules, since
   * imports, globals and functions are those of the whole package, and functions can be imported.
   *
   * @param name the file's name, which its compiled conditions contain
   * @param text the file's text
   * @param around what all files have outside of rules
   */
  record Source(String name, String text, Set<String> around) {

    static Source of(DrlFile file, Set<String> around) {
      return new Source(file.name(), file.text(), around);
    }

    /** What files have outside of rules. */
    static Set<String> around(Collection<DrlFile> files) {
      return files.stream()
          .map(file -> DrlFile.oneLine(file.codeOutsideRules()))
          .collect(Collectors.toUnmodifiableSet());
    }

    /** SHA-256 in hex. */
    String hash() {
      try {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        Stream.concat(Stream.of(name, text), around.stream().sorted())
            .map(part -> part.getBytes(StandardCharsets.UTF_8))
            .forEach(
                part -> {
                  sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
                  sha256.update(part);
                });
        return HexFormat.of().formatHex(sha256.digest());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
