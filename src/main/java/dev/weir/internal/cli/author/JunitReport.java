package dev.weir.internal.cli.author;

import dev.weir.cases.CaseResult;
import dev.weir.internal.text.SafeText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results as JUnit XML for CI servers, with a suite for each table. */
final class JunitReport {

  private JunitReport() {}

  static void write(Path file, TestRun run) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, xml(run));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  static String xml(TestRun run) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      start(xml, "testsuites", "weir test", run.results());
      for (Map.Entry<String, List<TestRun.Timed>> table : byTable(run).entrySet()) {
        start(xml, "testsuite", table.getKey(), table.getValue());
        for (TestRun.Timed one : table.getValue()) {
          testCase(xml, one);
        }
        end(xml);
      }
      end(xml);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a StringWriter does not fail", e);
    }
    return text.toString();
  }

  private static Map<String, List<TestRun.Timed>> byTable(TestRun run) {
    return run.results().stream()
        .collect(
            Collectors.groupingBy(
                one -> one.result().ruleCase().table(), LinkedHashMap::new, Collectors.toList()));
  }

  private static void start(
      XMLStreamWriter xml, String element, String name, List<TestRun.Timed> results)
      throws XMLStreamException {
    long failed = results.stream().filter(one -> !one.result().passed()).count();
    xml.writeStartElement(element);
    attribute(xml, "name", name);
    attribute(xml, "tests", String.valueOf(results.size()));
    attribute(xml, "failures", String.valueOf(failed));
    attribute(xml, "errors", "0");
    attribute(xml, "skipped", "0");
    attribute(xml, "time", seconds(TestRun.took(results)));
    xml.writeCharacters("\n");
  }

  private static void testCase(XMLStreamWriter xml, TestRun.Timed one) throws XMLStreamException {
    CaseResult result = one.result();
    xml.writeStartElement("testcase");
    attribute(xml, "classname", result.ruleCase().table());
    attribute(xml, "name", result.ruleCase().name());
    attribute(xml, "file", result.ruleCase().file());
    attribute(xml, "line", String.valueOf(result.ruleCase().line()));
    attribute(xml, "time", seconds(one.took()));
    if (!result.passed()) {
      xml.writeStartElement("failure");
      attribute(xml, "type", "expectation");
      attribute(xml, "message", String.join("; ", result.differences().values()));
      xml.writeCharacters(xmlText(one.report()));
      xml.writeEndElement();
    }
    end(xml);
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, xmlText(SafeText.oneLine(value)));
  }

  /** Replaces characters that XML cannot contain, even escaped. */
  static String xmlText(String text) {
    return text.replaceAll(
        "[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
  }

  private static void end(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeEndElement();
    xml.writeCharacters("\n");
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.3f", took.toNanos() / 1e9);
  }
}
