package dev.weir.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write as a condition, and what a rule says then. */
class FieldConditionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "process.name=curl|processName.has(\"curl\")",
        "process.name = a b|processName.has(\"a b\")",
        "process.command_line=a=b in c,d|processCommandLine.has(\"a=b in c,d\")",
        "process.name!=curl|!processName.has(\"curl\")",
        "process.name in curl, wget|processName.has(\"curl\", \"wget\")",
        "process.name  not  in curl|!processName.has(\"curl\")",
        "process.name like curl*,w?et|processName.like(\"curl*\", \"w?et\")",
        "process.command_line not like *a\\,b*|!processCommandLine.like(\"*a,b*\")",
        "process.command_line like *x=y*|processCommandLine.like(\"*x=y*\")",
        "process.args=*|processArgs.has(\"*\")",
        "destination.ip in 10.0.0.0/8,::1|destinationIp.cidrMatch(\"10.0.0.0/8\", \"::1\")",
        "destination.port=80|destinationPort.has(\"80\")",
        "host.id=h1|hostId == \"h1\"",
        "host.id!=h1|hostId != \"h1\"",
        "host.id in h1,h2|field(\"host.id\").has(\"h1\", \"h2\")",
        "file.path like /etc/cron*|field(\"file.path\").like(\"/etc/cron*\")",
        "user.name=a\"b\\c|userName.has(\"a\\\"b\\\\c\")"
      })
  void aConditionIsATestOfAField(String text, String drl) {
    FieldCondition condition = FieldCondition.parse(text);

    assertThat(condition.drl()).isEqualTo(drl);
    assertThat(FieldCondition.parse(condition.toString())).isEqualTo(condition);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "process.nmae=curl|unknown field \"process.nmae\"; did you mean process.name?",
        "processName=curl|unknown field \"processName\"; use its ECS name, process.name",
        "event.id=1|event.id differs in every event",
        "process.name|is no condition; a condition is FIELD=VALUE, FIELD like PATTERN",
        "process.name : curl|is no condition",
        "process.name like|is no condition",
        "=curl|is no condition",
        "process.name=|has an empty value",
        "process.name in curl,,wget|has an empty value",
        "process.name==curl|is no condition",
        "process.name=\"curl\"|has quotation marks, which would be part of the value",
        "process.name=curl*|for a pattern, write process.name like curl*",
        "destination.ip=10.0.0|write addresses or blocks",
        "destination.ip like 10.*|destination.ip in 169.254.169.254,10.0.0.0/8"
      })
  void aMistakeIsExplained(String text, String message) {
    assertThatThrownBy(() -> FieldCondition.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aMessageIsSafeToPrint() {
    assertThatThrownBy(() -> FieldCondition.parse("process.name=a\u001b[2J"))
        .hasMessageContaining("a\\u001b[2J\" has an empty value, or one with control characters");
  }
}
