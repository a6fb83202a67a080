package dev.weir.internal.index;

/** Sets of numbers as bits; {@link java.util.BitSet} allocates where these do not. */
final class Bits {

  private Bits() {}

  static long[] none(int size) {
    return new long[(size + Long.SIZE - 1) / Long.SIZE];
  }

  static void set(long[] bits, int number) {
    bits[number / Long.SIZE] |= 1L << number;
  }

  static void clear(long[] bits, int number) {
    bits[number / Long.SIZE] &= ~(1L << number);
  }

  static boolean intersect(long[] one, long[] other) {
    for (int i = 0; i < one.length; i++) {
      if ((one[i] & other[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Keeps what is in the other set, too, and returns whether anything is. */
  static boolean retain(long[] bits, long[] other) {
    long any = 0;
    for (int i = 0; i < bits.length; i++) {
      bits[i] &= other[i];
      any |= bits[i];
    }
    return any != 0;
  }

  /** The next number from one on; -1 if there is none. */
  static int next(long[] bits, int from) {
    for (int i = from / Long.SIZE; i < bits.length; i++) {
      long word = i == from / Long.SIZE ? bits[i] & -1L << from : bits[i];
      if (word != 0) {
        return i * Long.SIZE + Long.numberOfTrailingZeros(word);
      }
    }
    return -1;
  }
}
