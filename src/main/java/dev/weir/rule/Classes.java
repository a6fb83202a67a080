package dev.weir.rule;

import org.jspecify.annotations.Nullable;

/** Finds classes by the names that rule files use. */
final class Classes {

  private Classes() {}

  /** The class of a name, with a dot before a nested one; null if there is none. */
  static @Nullable Class<?> find(String name) {
    try {
      return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      int dot = name.lastIndexOf('.');
      boolean nested =
          dot > 0 && Character.isUpperCase(name.charAt(name.lastIndexOf('.', dot - 1) + 1));
      return nested ? find(name.substring(0, dot) + "$" + name.substring(dot + 1)) : null;
    }
  }
}
