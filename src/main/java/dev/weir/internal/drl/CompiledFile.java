package dev.weir.internal.drl;

import java.util.List;
import java.util.Set;
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
  record Source(String name, String text, Set<String> around) {}
}
