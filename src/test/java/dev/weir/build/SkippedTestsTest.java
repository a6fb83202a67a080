package dev.weir.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Skipped tests are named on one line each, with what Surefire wrote about them. */
class SkippedTestsTest {

  @TempDir private Path reports;

  @Test
  void eachSkippedTestIsNamedWithItsReason() throws Exception {
    Files.writeString(
        reports.resolve("TEST-b.xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite>
          <testcase name="works" classname="p.BTest" time="0.1"/>
          <testcase name="rsyslog" classname="p.BTest" time="0">
            <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: rsyslog is not installed: .ci/run installs it
            	at p.BTest.rsyslog(BTest.java:1)]]></skipped>
          </testcase>
          <testcase name="off" classname="p.BTest"><skipped message="not today"/></testcase>
        </testsuite>
        """);
    Files.writeString(reports.resolve("b.txt"), "<skipped/>");

    assertThat(SkippedTests.of(reports))
        .containsExactly(
            "skipped: BTest.rsyslog: rsyslog is not installed: .ci/run installs it",
            "skipped: BTest.off: not today");
  }
}
