package dev.weir.internal.service.sink;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Documents, each on a line of its own. */
final class NdJson {

  private NdJson() {}

  static byte[] of(List<OutgoingAlert> alerts) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (OutgoingAlert alert : alerts) {
      lines.writeBytes(alert.document());
      lines.write('\n');
    }
    return lines.toByteArray();
  }
}
