package dev.weir.internal.text;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The DRL of an exclusion, one rule in a file of its own. */
public final class ExclusionDrl {

  /** As Drools reads dates, whatever the locale. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("dd-MMM-uuuu", Locale.ENGLISH);

  private ExclusionDrl() {}

  /**
   * Writes the file.
   *
   * @param packageName the package of the rules that it belongs to; empty for none
   * @param name the rule's name, without quotation marks and backslashes
   * @param owner who is responsible for it
   * @param reason why it exists
   * @param expires the day from whose start it no longer applies; null for none
   * @param conditions what a suspect has to meet, without indentation; all must hold
   * @return the DRL, ending in a line end
   */
  public static String of(
      String packageName,
      String name,
      String owner,
      String reason,
      @Nullable LocalDate expires,
      List<String> conditions) {
    return """
        %simport dev.weir.event.Suspect;

        rule "%s"
        @exclusion
        @owner(%s)
        @reason(%s)
        %swhen
            $suspect : Suspect(
        %s)
        then
            delete($suspect);
        end
        """
        .formatted(
            packageName.isEmpty() ? "" : "package " + packageName + ";\n\n",
            name,
            SafeText.annotation(owner),
            SafeText.annotation(reason),
            expires == null ? "" : "date-expires \"" + DATE.format(expires) + "\"\n",
            String.join(",\n", conditions));
  }
}
