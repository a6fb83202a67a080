package dev.weir.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangingPartsTest {

  @ParameterizedTest
  @CsvSource({
    "'agent --pid 48213 -q', 'agent --pid * -q'",
    "'agent --pid=1234', 'agent --pid=*'",
    "'cat /proc/77/status', 'cat /proc/*/status'",
    "'x /tmp/tmp.aB3dE9fGhI/run.sh', 'x /tmp/*/run.sh'",
    "'x /tmp/tmpab3_x9qz', 'x /tmp/*'",
    "'x /tmp/inventory.Xk29Qa', 'x /tmp/inventory.*'",
    "'x job-20250617.json', 'x job-*.json'",
    "'x job20250617_021501.json', 'x job*_*.json'",
    "'x --at 2025-06-17T02:15:01.382Z', 'x --at *'",
    "'x --at 02:15:01', 'x --at *'",
    "'x 1b4e28ba-2fa1-11d2-883f-0016d3cca427', 'x *'",
    "'docker exec 9f86d081884c7d65 sh', 'docker exec * sh'",
    "'x --instance i-0abc123def4567890', 'x --instance i-*'",
    "'x --key AbCdEfGhIj0123456789xyz==', 'x --key *'",
    "'curl -H X-aws-ec2-metadata-token: AQAEAF8=_x http://169.254.169.254/latest/',"
        + " 'curl -H X-aws-ec2-metadata-token: * http://169.254.169.254/latest/'",
    "'find * -name a? --pid 48213', 'find ? -name a? --pid *'"
  })
  void whatLooksLikeOneRunBecomesAStar(String commandLine, String pattern) {
    String starred = ChangingParts.starred(commandLine);
    assertThat(starred).isEqualTo(pattern);
    assertThat(Values.of(commandLine).like(starred)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/",
        "curl http://169.254.169.254/2021-07-15/dynamic/instance-identity/document",
        "curl -H X-aws-ec2-metadata-token-ttl-seconds: 21600 -X PUT http://169.254.169.254/latest/api/token",
        "curl http://169.254.169.254/metadata/instance?api-version=2021-02-01",
        "az rest --url /x?api-version=2021-02-01",
        "python3 /opt/agent-2.10.4/run.py --max-time 5 --proxy 10.0.0.1:8080",
        "find * -name a?",
        "perl5.36 -e 'print 1'",
        "/usr/lib/x86_64-linux-gnu/agent --config /etc/agent/Config2.yaml",
        "x facade decade deadbeef",
        ""
      })
  void whatIsTheSameEachTimeStays(String commandLine) {
    assertThat(ChangingParts.starred(commandLine)).isEqualTo(commandLine);
  }

  @Test
  void longCommandLinesTakeNoLongTime() {
    String hostile = "aA".repeat(1_000) + "/tmp/" + "x".repeat(1_000) + "f".repeat(1_000);
    assertThat(ChangingParts.starred(hostile)).isEqualTo(hostile);
  }
}
