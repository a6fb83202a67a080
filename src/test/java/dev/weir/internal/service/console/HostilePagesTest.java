package dev.weir.internal.service.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of attackers in every field that a page shows: each page has the markup of any other. */
@Tag("thorough")
class HostilePagesTest {

  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final Pattern VALUE = Pattern.compile("=\"[^\"<>]*\"");

  @TempDir private Path folder;
  private ConsoleFixture console;

  @BeforeEach
  void start() throws IOException {
    console = new ConsoleFixture(folder, ShippedRules.get());
  }

  @AfterEach
  void stop() throws IOException {
    console.close();
  }

  /** The tags of a page, without the values of their attributes. */
  private static Set<String> markup(String page) {
    Set<String> tags = new TreeSet<>();
    Matcher tag = TAG.matcher(page);
    while (tag.find()) {
      tags.add(VALUE.matcher(tag.group()).replaceAll("="));
    }
    return tags;
  }

  private String page(String path) {
    String page = console.get(path).body();
    assertThat(page.getBytes(UTF_8)).as(path).hasSizeLessThan(200_000);
    return page;
  }

  private String alert(int number, String text) throws IOException {
    List<String> ids = console.detect(HostileText.events(number, text));
    assertThat(ids).as(text).hasSize(1);
    return page("/console/alert/" + ids.get(0));
  }

  @Test
  void noTextBecomesMarkup() throws IOException {
    Set<String> harmless = markup(alert(0, "harmless\u202e * `code` **bold**"));
    Set<String> list = markup(page("/console/"));
    int number = 0;
    for (String text : HostileText.all()) {
      assertThat(harmless).as(text).containsAll(markup(alert(++number, text)));
    }
    assertThat(number).isGreaterThanOrEqualTo(200);
    list.add("<a rel= href=>"); // to the next page
    list.add("<p class=>");
    String path = "/console/";
    for (int i = 0; i < 4; i++) {
      String page = page(path);
      assertThat(list).containsAll(markup(page));
      path = page.replaceAll("(?s).*rel=\"next\" href=\"([^\"]*)\".*", "$1").replace("&amp;", "&");
    }
  }

  @Test
  void aHugeTextIsCut() throws IOException {
    assertThat(alert(1, HostileText.megabyte())).contains("characters)");
    assertThat(page("/console/")).contains("1 alert");
  }
}
