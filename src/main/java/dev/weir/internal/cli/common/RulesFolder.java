package dev.weir.internal.cli.common;

import dev.weir.internal.drl.ShippedPack;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the packs are that come with Weir. */
public final class RulesFolder {

  private RulesFolder() {}

  /** The folder that Weir was started from; null if Weir is only a jar. */
  public static @Nullable Path home() {
    String home = System.getProperty("weir.home");
    return home == null ? null : Path.of(home);
  }

  /** The default pack as a folder, so that an edit needs no build; null if Weir is only a jar. */
  public static @Nullable Path ofDefaultPack() {
    return ofPack(ShippedPack.NAMES.get(0));
  }

  /** A shipped pack as a folder; null if there is none of this name, or Weir is only a jar. */
  public static @Nullable Path ofPack(String name) {
    Path home = home();
    if (home == null || !ShippedPack.NAMES.contains(name)) {
      return null;
    }
    Path pack = home.resolve("rules-drl").resolve(name);
    return Files.isDirectory(pack) ? pack : null;
  }
}
