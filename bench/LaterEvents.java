package dev.weir.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The same events in rounds, each some minutes later than the one before. */
final class LaterEvents {

  private static final String TIME = "\"@timestamp\":\"";

  private final List<byte[]> documents = new ArrayList<>();
  private final int[] times;
  private Instant start = Instant.parse("2025-01-27T10:00:00Z");

  LaterEvents(Documents made, int events) {
    this.times = new int[events];
    for (int i = 0; i < events; i++) {
      String document = made.next();
      times[i] = document.indexOf(TIME) + TIME.length();
      documents.add(document.getBytes(US_ASCII));
    }
    goOn();
  }

  /** Begins the next round. */
  void goOn() {
    start = start.plus(Duration.ofMinutes(10));
    for (int i = 0; i < times.length; i++) {
      byte[] time = start.plusMillis(i).plusNanos(483_921).toString().getBytes(US_ASCII);
      System.arraycopy(time, 0, documents.get(i), times[i], time.length);
    }
  }

  byte[] document(int number) {
    return documents.get(number);
  }

  /** All of them, each with a line end. */
  byte[] lines() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] document : documents) {
      lines.writeBytes(document);
      lines.write('\n');
    }
    return lines.toByteArray();
  }
}
