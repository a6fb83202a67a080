package dev.weir.internal.service.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain or gzip, detected by the first bytes. */
class LineInputTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "\u001f", "{\"a\":1}\n{\"b\":2}\n"})
  void plainBytesAreUnchanged(String text) throws IOException {
    try (LineInput input = LineInput.stream(bytes(text), "here")) {
      assertThat(input.lines().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(text);
      assertThat(input.bytesRead()).isEqualTo(text.length());
      assertThat(input.name()).isEqualTo("here");
      assertThat(input.size()).isEqualTo(-1);
    }
  }

  @Test
  void gzipIsDetectedByItsBytes() throws IOException {
    byte[] zipped = gzip("one\ntwo\n");
    Path file = Files.write(folder.resolve("events.txt"), zipped);

    try (LineInput input = LineInput.file(file)) {
      assertThat(input.lines().readAllBytes()).asString().isEqualTo("one\ntwo\n");
      assertThat(input.size()).isEqualTo(zipped.length);
      assertThat(input.bytesRead()).isEqualTo(zipped.length);
      assertThat(input.name()).isEqualTo(file.toString());
    }
  }

  @Test
  void aPlainFileMayBeNamedGz() throws IOException {
    try (LineInput input =
        LineInput.file(Files.writeString(folder.resolve("events.gz"), "plain\n"))) {
      assertThat(input.lines().readAllBytes()).asString().isEqualTo("plain\n");
    }
  }

  @Test
  void readsEveryGzipMemberOfASlowPipe() throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (String member : new String[] {"one\n", "", "two\n"}) {
      members.writeBytes(gzip(member));
    }

    try (LineInput input = LineInput.stream(new Pipe(members.toByteArray()), "pipe")) {
      assertThat(input.lines().readAllBytes()).asString().isEqualTo("one\ntwo\n");
    }
  }

  @Test
  void readsTheContentOfATruncatedGzipBeforeItFails() throws IOException {
    byte[] zipped = gzip("one\n".repeat(5000));
    InputStream cut = new ByteArrayInputStream(Arrays.copyOf(zipped, zipped.length - 9));

    try (LineInput input = LineInput.stream(cut, "cut")) {
      InputStream lines = input.lines();
      assertThat(lines.readNBytes(4)).asString().isEqualTo("one\n");
      assertThatThrownBy(lines::readAllBytes).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void rejectsAFolderAndAMissingFile() {
    assertThatThrownBy(() -> LineInput.file(folder))
        .isInstanceOf(IOException.class)
        .hasMessage("is a directory");
    assertThatThrownBy(() -> LineInput.file(folder.resolve("none")))
        .isInstanceOf(FileNotFoundException.class);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return zipped.toByteArray();
  }

  /** Gives a byte at a time, as a slow pipe does. */
  private static final class Pipe extends ByteArrayInputStream {
    Pipe(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      return super.read(bytes, offset, Math.min(length, 1));
    }

    @Override
    public synchronized int available() {
      return 0;
    }
  }
}
