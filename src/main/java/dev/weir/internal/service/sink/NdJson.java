package dev.weir.internal.service.sink;

import dev.weir.internal.service.store.StoredAlert;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Newline-delimited JSON. */
final class NdJson {

  private NdJson() {}

  static byte[] of(List<StoredAlert> alerts) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (StoredAlert alert : alerts) {
      lines.writeBytes(alert.document());
      lines.write('\n');
    }
    return lines.toByteArray();
  }
}
