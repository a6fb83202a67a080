package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatternListCacheTest {

  private final List<String> compiled = new ArrayList<>();
  private final PatternListCache<String> lists =
      new PatternListCache<>(
          list -> {
            compiled.add(String.join("+", list));
            return String.join("+", list);
          });

  @Test
  void aListIsCompiledOnceWhateverArrayItComesIn() {
    assertThat(lists.of("a", "b")).isEqualTo("a+b");
    assertThat(lists.of(new String("a"), "b")).isEqualTo("a+b");
    assertThat(lists.of("b", "a")).isEqualTo("b+a");
    assertThat(lists.of()).isEmpty();

    assertThat(compiled).containsExactly("a+b", "b+a", "");
  }

  @Test
  void aListMayBeChangedAfterwards() {
    String[] list = {"a", "b"};
    lists.of(list);
    list[0] = "x";

    assertThat(lists.of(list)).isEqualTo("x+b");
    assertThat(lists.of("a", "b")).isEqualTo("a+b");
  }

  @Test
  void listsWithoutEndAreAllCompiledRight() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 50_000; i++) {
        assertThat(lists.of("x" + i, "y")).isEqualTo("x" + i + "+y");
      }
    }
  }
}
