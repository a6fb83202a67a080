package dev.weir.internal.service.console;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Texts of attackers, and alerts whose every shown field is one. */
final class HostileText {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final List<String> CALLS =
      List.of("hacked=1", "window.hacked=1", "top.hacked=1", "import('/x.js')", "eval('hacked=1')");

  /** Where a text could become a script; %s is what it would run. */
  private static final List<String> PLACES =
      List.of(
          "<script>%s</script>",
          "</title><script>%s</script>",
          "</textarea><script>%s</script>",
          "</svg><script>%s</script>",
          "</desc><script>%s</script>",
          "--><script>%s</script>",
          "]]><script>%s</script>",
          "\"><script>%s</script>",
          "'><script>%s</script>",
          "<script src=/x.js onerror=\"%s\"></script>",
          "<img src=x onerror=\"%s\">",
          "\" onerror=\"%s\" src=\"x",
          "' onmouseover='%s' x='",
          "\" autofocus onfocus=\"%s",
          "` onclick=`%s",
          "<svg onload=\"%s\">",
          "<svg><script>%s</script></svg>",
          "<svg><animate onbegin=\"%s\" attributeName=x dur=1s>",
          "<svg><a xlink:href=\"javascript:%s\"><text>x</text></a></svg>",
          "<math><mi xlink:href=\"javascript:%s\">x</mi></math>",
          "<details open ontoggle=\"%s\">",
          "<iframe srcdoc=\"<script>%s</script>\"></iframe>",
          "<iframe src=\"javascript:%s\"></iframe>",
          "<object data=\"javascript:%s\"></object>",
          "<embed src=\"javascript:%s\">",
          "<base href=\"javascript:%s//\">",
          "<link rel=stylesheet href=\"javascript:%s\">",
          "<meta http-equiv=refresh content=\"0;url=javascript:%s\">",
          "<form action=\"javascript:%s\"><button autofocus>x</button></form>",
          "<input onfocus=\"%s\" autofocus>",
          "<style>@import 'javascript:%s';*{display:none!important}</style>",
          "javascript:%s",
          "java\tscript:%s",
          "data:text/html,<script>%s</script>",
          "[click](javascript:%s)",
          "`</code><script>%s</script>`",
          "**</strong><img src=x onerror=%s>**",
          "&lt;script&gt;%s&lt;/script&gt;",
          "\\u003cscript\\u003e%s\\u003c/script\\u003e",
          "\u202e\u2066<script>%s</script>\u2069\u200f");

  /** Others, which show badly rather than run. */
  private static final List<String> MORE =
      List.of(
          "\u001b[31mred\u001b[0m",
          "\u001b]0;title\u0007",
          "a\u0000b",
          "\u202egnp.exe",
          "e" + "\u0301".repeat(200),
          "W".repeat(900),
          "\ud800 alone");

  /** A longer value of any other field than the command line counts as missing. */
  private static final int LONGEST_KEYWORD = 1_000;

  private HostileText() {}

  /** More than 200 texts. */
  static List<String> all() {
    List<String> all = new ArrayList<>(MORE);
    for (String place : PLACES) {
      CALLS.forEach(call -> all.add(place.replace("%s", call)));
    }
    return all;
  }

  /** The two events of an alert of which every shown field has a text. */
  static Stream<String> events(int number, String text) throws IOException {
    List<String> lines = Files.readAllLines(ConsoleFixture.QUICKSTART);
    String exec = find(lines, "\"name\":\"curl\"", "\"action\":\"exec\"");
    String parent =
        MAPPER.readTree(exec).path("process").path("parent").path("entity_id").asString();
    String connection = find(lines, parent, "connection_attempted");
    return Stream.of(exec, connection).map(line -> hostile(line, number, text));
  }

  private static String find(List<String> lines, String... words) {
    return lines.stream()
        .filter(line -> Stream.of(words).allMatch(line::contains))
        .findFirst()
        .orElseThrow();
  }

  private static String hostile(String line, int number, String commandLine) {
    String text = commandLine.length() > LONGEST_KEYWORD ? "long" : commandLine;
    ObjectNode event = (ObjectNode) MAPPER.readTree(line);
    object(event, "event").put("id", object(event, "event").path("id").asString() + number);
    object(event, "host").put("id", number + text).put("name", text);
    object(event, "user").put("name", text);
    ObjectNode process = object(event, "process");
    process.put("name", text).put("executable", "/tmp/" + text);
    process.put("command_line", commandLine);
    process.put("working_directory", text).put("entity_id", text + number + process.path("pid"));
    object(process, "parent").put("name", text).put("executable", text).put("command_line", text);
    object(process, "entry_leader").put("name", text).put("executable", text);
    object(event, "container").put("id", text);
    object(object(event, "container"), "image").put("name", text);
    object(object(event, "orchestrator"), "resource").put("name", text);
    object(object(event, "cloud"), "instance").put("id", text);
    return event.toString();
  }

  private static ObjectNode object(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
  }

  /** A text of one megabyte. */
  static String megabyte() {
    return "<script>hacked=1</script>".repeat((1 << 20) / 25);
  }
}
