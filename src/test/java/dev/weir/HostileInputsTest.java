package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.HostileInputs;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of hostile input, of a size for which quadratic time would be minutes. */
class HostileInputsTest {

  @ParameterizedTest
  @MethodSource("names")
  void mebibyteGetsTheRightAnswer(String name) {
    assertThat(HostileInputs.all().get(name).apply(1 << 20).getAsBoolean()).isTrue();
  }

  static Set<String> names() {
    return HostileInputs.all().keySet();
  }
}
