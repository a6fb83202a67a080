package dev.weir.internal.imports;

import java.util.ArrayList;
import java.util.List;

/** The lines in which two texts differ. */
public final class LineDiff {

  private static final int MAX_LINES = 2_000;

  private LineDiff() {}

  /**
   * The lines that only one of two texts has, those of the first after a minus, those of the second
   * after a plus. Of very long texts, whole blocks are compared.
   */
  public static List<String> of(String first, String second) {
    List<String> a = first.lines().toList();
    List<String> b = second.lines().toList();
    int head = 0;
    while (head < a.size() && head < b.size() && a.get(head).equals(b.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < a.size() - head
        && tail < b.size() - head
        && a.get(a.size() - 1 - tail).equals(b.get(b.size() - 1 - tail))) {
      tail++;
    }
    List<String> from = a.subList(head, a.size() - tail);
    List<String> to = b.subList(head, b.size() - tail);
    List<String> diff = new ArrayList<>();
    if (from.size() > MAX_LINES || to.size() > MAX_LINES) {
      from.forEach(line -> diff.add("- " + line));
      to.forEach(line -> diff.add("+ " + line));
      return diff;
    }
    compare(from, to, diff);
    return diff;
  }

  private static void compare(List<String> from, List<String> to, List<String> diff) {
    int[][] common = new int[from.size() + 1][to.size() + 1];
    for (int i = from.size() - 1; i >= 0; i--) {
      for (int j = to.size() - 1; j >= 0; j--) {
        common[i][j] =
            from.get(i).equals(to.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < from.size() || j < to.size()) {
      if (i < from.size() && j < to.size() && from.get(i).equals(to.get(j))) {
        i++;
        j++;
      } else if (j == to.size() || (i < from.size() && common[i + 1][j] >= common[i][j + 1])) {
        diff.add("- " + from.get(i++));
      } else {
        diff.add("+ " + to.get(j++));
      }
    }
  }
}
