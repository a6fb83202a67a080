package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Names with the same hash in Jackson's table, whatever its seed. */
public final class CollidingNames {

  private CollidingNames() {}

  /** More than the table can hold. */
  public static List<String> all() {
    return IntStream.range(0, 26 * 26 * 26 * 26)
        .mapToObj(CollidingNames::name)
        .filter(name -> name.chars().allMatch(c -> c >= '#' && c < '\\'))
        .limit(1_200)
        .toList();
  }

  private static String name(int number) {
    int first = 0;
    for (int i = 0, rest = number; i < 4; i++, rest /= 26) {
      first = first << 8 | 'A' + rest % 26;
    }
    int mixed = first + (first >>> 15);
    mixed ^= mixed >>> 9;
    int second = (0x1234_5678 - mixed) * 0x3e0f_83e1; // the inverse of 33
    byte[] name = ByteBuffer.allocate(8).putInt(first).putInt(second).array();
    return new String(name, ISO_8859_1);
  }
}
