package dev.weir.internal.read;

import dev.weir.event.Values;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A fixed-size cache of frequent values, such as {@code linux} or a host's id. The newer of two
 * values with the same slot stays. For one thread.
 */
final class ValueCache {

  /** Longer values, such as entity ids, rarely repeat. */
  private static final int LONGEST = 64;

  private static final int PLACE_BITS = 12;
  private static final int PLACES = 1 << PLACE_BITS;

  private final byte[][] spellings = new byte[PLACES][0];
  private final Values[] values = new Values[PLACES];

  ValueCache() {
    Arrays.fill(values, Values.of(""));
  }

  /** The value of a range of ASCII. */
  Values of(byte[] bytes, int from, int to) {
    Values known = known(bytes, from, to);
    return known != null ? known : keep(bytes, from, to, make(bytes, from, to));
  }

  /** What was kept for the same bytes; null if it is not known any more. */
  @Nullable Values known(byte[] bytes, int from, int to) {
    if (to - from > LONGEST) {
      return null;
    }
    int place = place(bytes, from, to);
    byte[] spelling = spellings[place];
    return Arrays.equals(bytes, from, to, spelling, 0, spelling.length) ? values[place] : null;
  }

  /** Keeps what a range of bytes stands for, unless it is long. */
  Values keep(byte[] bytes, int from, int to, Values made) {
    if (to - from <= LONGEST) {
      int place = place(bytes, from, to);
      spellings[place] = Arrays.copyOfRange(bytes, from, to);
      values[place] = made;
    }
    return made;
  }

  /** The slot, from the first and last bytes, in which ids differ. */
  private static int place(byte[] bytes, int from, int to) {
    long mixed =
        (JsonBytes.head(bytes, from, to) * 31
                + JsonBytes.head(bytes, Math.max(from, to - Long.BYTES), to)
                + to
                - from)
            * 0x9e37_79b9_7f4a_7c15L;
    return (int) (mixed >>> (Long.SIZE - PLACE_BITS));
  }

  private static Values make(byte[] bytes, int from, int to) {
    return Values.of(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
  }
}
