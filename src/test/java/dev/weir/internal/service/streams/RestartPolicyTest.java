package dev.weir.internal.service.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.service.health.Troubles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

/** When a failed thread is replaced, and when the instance ends. */
class RestartPolicyTest {

  private final Troubles troubles = new Troubles();
  private final List<Throwable> fatal = new ArrayList<>();
  private final AtomicLong now = new AtomicLong();
  private final RestartPolicy policy = new RestartPolicy(troubles, fatal::add, now::get);

  @Test
  void repeatedFailuresEndTheInstance() {
    StreamsException fault =
        new StreamsException("in process, offset=7", new IllegalStateException("broken"));
    for (int i = 0; i < 5; i++) {
      assertThat(policy.handle(fault)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }
    assertThat(troubles.now()).containsEntry("kafka streams", "in process, offset=7: broken");
    assertThat(fatal).isEmpty();

    assertThat(policy.handle(fault)).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    assertThat(fatal).containsExactly(fault);
  }

  @Test
  void rareFailuresDoNotEndTheInstance() {
    for (int i = 0; i < 50; i++) {
      now.addAndGet(Duration.ofMinutes(3).toNanos());
      assertThat(policy.handle(new IllegalStateException("broken")))
          .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }
  }

  @Test
  void unreachableBrokersNeverEndTheInstance() {
    for (int i = 0; i < 50; i++) {
      assertThat(policy.handle(new StreamsException(new TimeoutException("no answer"))))
          .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }
    assertThat(troubles.counts()).containsEntry("kafka streams", 50L);
  }

  @Test
  void aMissingTopicEndsTheInstanceAtOnce() {
    assertThat(policy.handle(new MissingSourceTopicException("events")))
        .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    assertThat(fatal).hasSize(1);
  }
}
