package dev.weir.event;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Text as programs read it that accept addresses: percent-decoded, and in the compatibility form
 * NFKC, of which only ASCII is kept. One space stands for anything else.
 *
 * <p>The form is made piece by piece, because it can be 18 times as long as the text. A letter
 * composes with the first mark of a class only, so other marks are left out: to sort many of them
 * takes quadratic time.
 */
final class AsciiText {

  /** Characters that are normalised together. */
  private static final int PIECE = 1 << 10;

  private static final char FIRST_MARK = '\u0300';

  /** A mark of each combining class that composes with an ASCII character. */
  private static final String COMPOSING = "\u0338\u0327\u031b\u0323\u0301";

  /** For each mark seen so far, the classes that it is of, as bits. */
  private static final Map<Integer, Integer> CLASSES = new ConcurrentHashMap<>();

  private AsciiText() {}

  static String of(String text) {
    String decoded = text.indexOf('%') >= 0 ? percentDecoded(text) : text;
    for (int i = 0; i < decoded.length(); i++) {
      if (decoded.charAt(i) > 127) {
        return folded(decoded);
      }
    }
    return decoded;
  }

  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    StringBuilder piece = new StringBuilder();
    int from = 0; // of what is not in the piece yet
    int before = 0; // the classes of the marks since the last character that is none
    int next;
    for (int at = 0; at < text.length(); at = next) {
      int c = text.charAt(at) < FIRST_MARK ? text.charAt(at) : text.codePointAt(at);
      next = at + Character.charCount(c);
      int classes = c < FIRST_MARK || !isMark(c) ? 0 : classes(c);
      if (classes == 0) {
        before = 0;
        if (piece.length() + at - from >= PIECE) {
          fold(piece, text.substring(from, at), folded);
          from = at;
        }
      } else if ((before | classes) == before) {
        piece.append(text.substring(from, at)); // without this mark
        from = next;
      }
      before |= classes;
    }
    fold(piece, text.substring(from), folded);
    return folded.toString();
  }

  private static void fold(StringBuilder piece, String rest, StringBuilder folded) {
    String normal = Normalizer.normalize(piece.isEmpty() ? rest : piece.append(rest), Form.NFKC);
    char last = folded.isEmpty() ? 0 : folded.charAt(folded.length() - 1);
    for (int i = 0; i < normal.length(); i++) {
      char c = normal.charAt(i);
      char plain = c == '\u3002' ? '.' : c > 127 ? ' ' : c;
      if (plain != ' ' || last != ' ') {
        folded.append(plain);
      }
      last = plain;
    }
    piece.setLength(0);
  }

  /** Whether a character may be sorted among others or compose with the one before it. */
  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> c == '\uff9e' || c == '\uff9f'; // half-width voice marks
    };
  }

  /** A bit that all marks have, and one for each class that composes, several if it blocks them. */
  private static int classes(int mark) {
    return CLASSES.computeIfAbsent(
        mark,
        c -> {
          String text = Character.toString(c);
          int classes = 1;
          for (int i = 0; i < COMPOSING.length(); i++) {
            String other = COMPOSING.substring(i, i + 1);
            boolean sorted = nfkd(text + other).equals(nfkd(text) + other);
            if (sorted && nfkd(other + text).equals(other + nfkd(text))) {
              classes |= 2 << i;
            }
          }
          return classes;
        });
  }

  private static String nfkd(String text) {
    return Normalizer.normalize(text, Form.NFKD);
  }

  private static String percentDecoded(String text) {
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int high = AddressFinder.hexDigit(text.charAt(i + 1));
        int low = AddressFinder.hexDigit(text.charAt(i + 2));
        if (high >= 0 && low >= 0) {
          c = (char) (high << 4 | low);
          i += 2;
        }
      }
      decoded.append(c);
    }
    return decoded.toString();
  }
}
