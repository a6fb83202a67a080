package dev.weir.internal.cli.common;

import dev.weir.internal.drl.ShippedPack;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A folder of rules as users name it: its path or, if there is none, a shipped pack. */
public class RulesFolder implements ITypeConverter<Path> {

  /** The value of an option {@code --rules}. */
  @Override
  public Path convert(String text) {
    Path folder = named(Path.of(text));
    if (!Files.isDirectory(folder)) {
      throw new TypeConversionException(missing(folder));
    }
    return folder;
  }

  /** The value of an option whose folder is written to: a pack is not, as updates replace it. */
  public static class Own extends RulesFolder {
    @Override
    public Path convert(String text) {
      if (ShippedPack.NAMES.contains(text) && !Files.exists(Path.of(text))) {
        throw new TypeConversionException(
            "%1$s is a pack of Weir; copy it with weir init --pack=%1$s DIR, and name the copy"
                .formatted(text));
      }
      return super.convert(text);
    }
  }

  /** The value of an option whose folder is written to, and made if necessary. */
  public static final class OrNew extends Own {
    @Override
    public Path convert(String text) {
      boolean isNew = !ShippedPack.NAMES.contains(text) && !Files.exists(Path.of(text));
      return isNew ? Path.of(text) : super.convert(text);
    }
  }

  /** The folder of this path or, if there is none, of the shipped pack of this name. */
  public static Path named(Path rules) {
    Path pack = ofPack(rules.toString());
    return pack == null || Files.isDirectory(rules) ? rules : pack;
  }

  /** Why there are no rules of this name. */
  public static String missing(Path rules) {
    String name = rules.toString();
    return name
        + " is not a folder, and "
        + (ShippedPack.NAMES.contains(name)
            ? "Weir runs without its folder of packs; copy the pack with weir init --pack=%s DIR"
                .formatted(name)
            : "not a pack (" + String.join(", ", ShippedPack.NAMES) + ")");
  }

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

  /** Whether a folder is that of a shipped pack. */
  public static boolean isShipped(Path folder) {
    return ShippedPack.NAMES.stream().anyMatch(name -> folder.equals(ofPack(name)));
  }
}
