package dev.weir.rule;

import org.jspecify.annotations.Nullable;

/** Classes by the names that rule files import them by. */
final class Classes {

  private Classes() {}

  /** The class, nested as sources write it, if need be; null if there is none. */
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
