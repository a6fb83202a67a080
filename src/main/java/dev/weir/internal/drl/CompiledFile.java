package dev.weir.internal.drl;

import dev.weir.internal.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
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
   * @param around a hash of what all files have outside of rules
   */
  record Source(String name, String text, String around) {

    static Source of(DrlFile file, String around) {
      return new Source(file.name(), file.text(), around);
    }

    /** A hash of what files have outside of rules, whatever their order. */
    static String around(Collection<DrlFile> files) {
      return Sha256.hex(
          files.stream()
              .map(file -> DrlFile.oneLine(file.codeOutsideRules()))
              .distinct()
              .sorted()
              .map(Source::bytes));
    }

    /** SHA-256 in hex. */
    String hash() {
      return Sha256.hex(Stream.of(name, text, around).map(Source::bytes));
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
