package dev.weir.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What {@code mvn verify} prints at its end: each test that was skipped, on one line with the
 * reason, which says how to have it run. Otherwise nobody sees that a gate checked less.
 */
public final class SkippedTests {

  private SkippedTests() {}

  /** Prints the skipped tests of a folder with Surefire's reports, if there is one. */
  public static void main(String[] arguments) throws Exception {
    Path reports = Path.of(arguments[0]);
    if (Files.isDirectory(reports)) {
      of(reports).forEach(System.out::println);
    }
  }

  static List<String> of(Path reports)
      throws IOException, ParserConfigurationException, SAXException {
    List<Path> files;
    try (Stream<Path> all = Files.list(reports)) {
      files = all.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
    }
    Stream.Builder<String> lines = Stream.builder();
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    for (Path file : files) {
      NodeList skipped =
          factory.newDocumentBuilder().parse(file.toFile()).getElementsByTagName("skipped");
      for (int i = 0; i < skipped.getLength(); i++) {
        Element reason = (Element) skipped.item(i);
        Element test = (Element) reason.getParentNode();
        lines.add(
            "skipped: %s.%s: %s"
                .formatted(
                    test.getAttribute("classname").replaceAll(".*\\.", ""),
                    test.getAttribute("name"),
                    why(reason)));
      }
    }
    return lines.build().toList();
  }

  /** An assumption that failed has its message in the trace, a disabled test in an attribute. */
  private static String why(Element skipped) {
    String message = skipped.getAttribute("message");
    String text =
        message.isEmpty() ? skipped.getTextContent().lines().findFirst().orElse("") : message;
    return text.replaceFirst("^(.*TestAbortedException: )?(Assumption failed: )?", "");
  }
}
