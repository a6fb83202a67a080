package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages JSON documents as disks, networks and programmers do. */
public final class Damage {

  private Damage() {}

  /** The bytes with one thing cut, put in, doubled or turned over. */
  public static byte[] to(byte[] json, SplittableRandom random) {
    int at = random.nextInt(json.length + 1);
    int to = Math.min(json.length, at + random.nextInt(1, 20));
    switch (random.nextInt(8)) {
      case 0 -> {
        return Arrays.copyOf(json, at);
      }
      case 1 -> {
        byte[] flipped = json.clone();
        if (at < json.length) {
          flipped[at] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
      }
      case 2 -> { // a stretch twice
        return spliced(json, at, at, Arrays.copyOfRange(json, at, to));
      }
      case 3 -> { // a stretch left out
        return spliced(json, at, to, new byte[0]);
      }
      case 4 -> {
        String[] around = {
          "{\"_source\":%}", "{\"process\":%}", "[%]", "{\"a\":[[%]],\"b\":1}", "%%"
        };
        String[] parts = around[random.nextInt(around.length)].split("%", -1);
        byte[] nested = json;
        nested = spliced(nested, 0, 0, parts[0].getBytes(UTF_8));
        nested =
            spliced(nested, nested.length, nested.length, parts[parts.length - 1].getBytes(UTF_8));
        return parts.length == 3 ? spliced(nested, nested.length, nested.length, json) : nested;
      }
      default -> { // something put in
        String[] pieces = {
          " ",
          "\n",
          "\t",
          "\"",
          "\\",
          "\\u00e4",
          "\\ud800",
          "\ud83d\ude00",
          "0",
          "-",
          "e5",
          ".",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "true",
          "\"a\":1,",
          "\"a\":{\"b\":[]},",
          "\0",
          "\ufeff",
          "/**/",
          "1E400",
          "\"x\","
        };
        byte[] piece = pieces[random.nextInt(pieces.length)].getBytes(UTF_8);
        return spliced(json, at, at, piece);
      }
    }
  }

  private static byte[] spliced(byte[] json, int from, int to, byte[] middle) {
    ByteBuffer joined = ByteBuffer.allocate(json.length - (to - from) + middle.length);
    joined.put(json, 0, from).put(middle).put(json, to, json.length - to);
    return joined.array();
  }
}
