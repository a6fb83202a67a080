package dev.weir.internal.service.bulk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952) with any number of members up to a maximum. GZIPInputStream calls itself
 * for each empty member, so that 20,000 of them overflow the stack, and ignores what follows the
 * last one.
 */
final class Gunzip {

  /** Far more than senders write into a request. */
  static final int MAX_MEMBERS = 1000;

  private static final String CUT = "it ends in the middle of a member";
  private static final int BLOCK_BYTES = 16 << 10;
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int MAGIC = 0x8b1f;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final ByteBuffer in;
  private final Predicate<ByteBuffer> out;

  /** Unpacks a body block by block, until {@code out} returns false. */
  Gunzip(byte[] zipped, int length, Predicate<ByteBuffer> out) {
    this.in = ByteBuffer.wrap(zipped, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    this.out = out;
  }

  /** The message of the exception says what is wrong. */
  void run() throws DataFormatException {
    for (int members = 1; members <= MAX_MEMBERS; members++) {
      skipHeader();
      if (!unzipMember() || !in.hasRemaining()) {
        return;
      }
    }
    throw new DataFormatException("more than " + MAX_MEMBERS + " members");
  }

  private void skipHeader() throws DataFormatException {
    need(HEADER_BYTES);
    int start = in.position();
    int flags = in.get(start + 3);
    if ((in.getShort() & 0xffff) != MAGIC || in.get() != DEFLATE || (flags & RESERVED) != 0) {
      throw new DataFormatException("no gzip header at byte " + start);
    }
    in.position(start + HEADER_BYTES);
    if ((flags & EXTRA) != 0) {
      need(2);
      skip(in.getShort() & 0xffff);
    }
    skipText(flags & NAME);
    skipText(flags & COMMENT);
    skip((flags & HEADER_CRC) == 0 ? 0 : 2);
  }

  private void skipText(int present) throws DataFormatException {
    if (present != 0) {
      do {
        need(1);
      } while (in.get() != 0);
    }
  }

  private void skip(int bytes) throws DataFormatException {
    need(bytes);
    in.position(in.position() + bytes);
  }

  private void need(int bytes) throws DataFormatException {
    if (in.remaining() < bytes) {
      throw new DataFormatException(CUT);
    }
  }

  /** Returns false if the output wants no more. */
  private boolean unzipMember() throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      CRC32 crc = new CRC32();
      byte[] block = new byte[BLOCK_BYTES];
      inflater.setInput(in);
      while (!inflater.finished()) {
        int size = inflater.inflate(block);
        if (size == 0 && !inflater.finished()) {
          throw new DataFormatException(inflater.needsDictionary() ? "it needs a dictionary" : CUT);
        }
        crc.update(block, 0, size);
        if (!out.test(ByteBuffer.wrap(block, 0, size))) {
          return false;
        }
      }
      need(TRAILER_BYTES);
      if (in.getInt() != (int) crc.getValue() || in.getInt() != (int) inflater.getBytesWritten()) {
        throw new DataFormatException("a checksum or length is wrong");
      }
      return true;
    } finally {
      inflater.end();
    }
  }
}
