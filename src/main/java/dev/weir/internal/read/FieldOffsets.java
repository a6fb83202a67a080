package dev.weir.internal.read;

import java.util.Arrays;

/** The offsets of the wanted fields' values in a document, in document order. */
final class FieldOffsets {

  private int[] slotsAndOffsets = new int[64];
  private int size;

  void add(int slot, int offset) {
    if (size >= 2 * EventReader.MAX_VALUES) {
      throw new TooMany();
    }
    if (size == slotsAndOffsets.length) {
      slotsAndOffsets = Arrays.copyOf(slotsAndOffsets, size * 2);
    }
    slotsAndOffsets[size++] = slot;
    slotsAndOffsets[size++] = offset;
  }

  void clear() {
    size = 0;
  }

  /** The offsets of one slot. */
  int[] of(int slot) {
    int count = 0;
    for (int i = 0; i < size; i += 2) {
      if (slotsAndOffsets[i] == slot) {
        count++;
      }
    }
    int[] offsets = new int[count];
    for (int i = size - 2; i >= 0; i -= 2) {
      if (slotsAndOffsets[i] == slot) {
        offsets[--count] = slotsAndOffsets[i + 1];
      }
    }
    return offsets;
  }

  /** Thrown if a document has more values than any real event. */
  static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super("over " + EventReader.MAX_VALUES + " values in its fields", null, false, false);
    }
  }

  /** Its memory in bytes. */
  long bytes() {
    return (long) slotsAndOffsets.length * Integer.BYTES;
  }

  /** A copy without spare capacity. */
  FieldOffsets trimmed() {
    FieldOffsets copy = new FieldOffsets();
    copy.slotsAndOffsets = Arrays.copyOf(slotsAndOffsets, size);
    copy.size = size;
    return copy;
  }
}
