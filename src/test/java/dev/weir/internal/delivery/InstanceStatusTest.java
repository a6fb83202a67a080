package dev.weir.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceStatusTest {

  private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");
  private static final InstanceStatus STATUS =
      new InstanceStatus("weir", "host-1", "abc", 7, SINCE, "it \"broke\"", SINCE.plusSeconds(60));

  @Test
  void whatIsWrittenIsRead() {
    assertThat(InstanceStatus.parse(STATUS.toJson())).isEqualTo(STATUS);
    assertThat(STATUS.key()).asString(UTF_8).isEqualTo("weir/host-1");
  }

  @Test
  void itSaysTheSameAtAnotherTime() {
    InstanceStatus later =
        new InstanceStatus("weir", "host-1", "abc", 7, SINCE, "it \"broke\"", Instant.MAX);
    InstanceStatus news = new InstanceStatus("weir", "host-1", "abc", 8, SINCE, "", STATUS.seen());

    assertThat(later.saysTheSameAs(STATUS)).isTrue();
    assertThat(news.saysTheSameAs(STATUS)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"format\":1', '\"format\":9', format 9",
    "'\"hash\"', '\"hush\"', is missing",
    "'\"instance\"', '\"i\"', is missing",
    "'\"seen\"', '\"saw\"', is missing",
    "'\"offset\":7', '\"offset\":\"seven\"', not valid JSON",
    "'\"since\":\"2026', '\"since\":\"soon', not valid JSON"
  })
  void aDamagedStatusIsReported(String from, String to, String why) {
    byte[] json = new String(STATUS.toJson(), UTF_8).replace(from, to).getBytes(UTF_8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> InstanceStatus.parse(json))
        .withMessageContaining(why);
  }
}
