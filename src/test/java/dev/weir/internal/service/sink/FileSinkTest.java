package dev.weir.internal.service.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.testkit.AlertFixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {

  @TempDir Path folder;
  private final Troubles troubles = new Troubles();
  private Instant now = Instant.now();
  private boolean groupRead;

  @Test
  void appendsOneLinePerAlert() throws Exception {
    try (FileSink sink = sink(1000, 1, false)) {
      assertThat(sink.deliver(alerts("one", "two"))).isEmpty();
    }
    try (FileSink sink = sink(1000, 1, false)) {
      sink.deliver(alerts("three"));
    }
    assertThat(file("alerts.json")).hasContent("one\ntwo\nthree\n");
  }

  @Test
  void cutsOffAHalfLineLeftByACrash() throws Exception {
    Files.writeString(file("alerts.json"), "one\n" + "half".repeat(50_000));
    try (FileSink sink = sink(1000, 1, false)) {
      sink.deliver(alerts("two"));
    }
    assertThat(file("alerts.json")).hasContent("one\ntwo\n");
  }

  @Test
  void rotatesALargeFileAndDeletesTheOldest() throws Exception {
    try (FileSink sink = sink(4, 2, false)) {
      for (String text : List.of("one", "two", "three", "four")) {
        sink.deliver(alerts(text));
      }
    }
    assertThat(file("alerts.json")).hasContent("four\n");
    assertThat(file("alerts.json.1")).hasContent("three\n");
    assertThat(file("alerts.json.2")).hasContent("two\n");
    assertThat(names()).hasSize(3);
  }

  @Test
  void rotatesAnOldFileAndCompressesIt() throws Exception {
    try (FileSink sink = sink(1000, 3, true)) {
      sink.deliver(alerts("one"));
      now = now.plus(Duration.ofDays(1));
      sink.deliver(alerts("two"));
      now = now.plus(Duration.ofDays(1));
      sink.deliver(alerts("three"));
    }
    assertThat(names()).containsExactly("alerts.json", "alerts.json.1.gz", "alerts.json.2.gz");
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file("alerts.json.2.gz")))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("one\n");
    }
  }

  @Test
  void onlyTheOwnerCanReadAlerts() throws Exception {
    Path old = Files.writeString(file("alerts.json.2.gz"), "");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r--r--"));
    try (FileSink sink = sink(4, 3, true)) {
      sink.start();
      assertThat(permissions()).containsOnly("rw-------");
      sink.deliver(alerts("one"));
      sink.deliver(alerts("two"));
    }
    assertThat(permissions()).hasSize(3).containsOnly("rw-------");

    groupRead = true;
    try (FileSink sink = sink(4, 3, true)) {
      sink.deliver(alerts("three"));
    }
    assertThat(permissions()).hasSize(3).containsOnly("rw-r-----");
    assertThat(troubles.now()).isEmpty();
  }

  private List<String> permissions() throws IOException {
    List<String> permissions = new ArrayList<>();
    for (String name : names()) {
      permissions.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))));
    }
    return permissions;
  }

  @Test
  void reportsAMissingFolderAndContinuesWhenItExists() throws Exception {
    Path later = folder.resolve("later");
    FileSinkSettings settings = FileSinkSettings.defaults("file", later.resolve("alerts.json"));
    try (FileSink sink = new FileSink(settings, troubles, () -> now)) {
      assertThatThrownBy(() -> sink.deliver(alerts("one")))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot write " + later.resolve("alerts.json") + ": no such file or folder");
      Files.createDirectory(later);
      sink.deliver(alerts("one"));
    }
    assertThat(later.resolve("alerts.json")).hasContent("one\n");
  }

  @Test
  void aStreamGetsOneLinePerAlert() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StreamSink sink = new StreamSink("stdout", out)) {
      sink.deliver(alerts("one", "two"));
    }
    assertThat(out.toString(UTF_8)).isEqualTo("one\ntwo\n");
  }

  private FileSink sink(long bytes, int keep, boolean gzip) {
    return new FileSink(
        new FileSinkSettings(
            "file", file("alerts.json"), bytes, Duration.ofDays(1), keep, gzip, groupRead),
        troubles,
        () -> now);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(one -> one.getFileName().toString()).sorted().toList();
    }
  }

  private static List<StoredAlert> alerts(String... texts) {
    return Stream.of(texts)
        .map(text -> AlertFixtures.stored("id-" + text, text.getBytes(UTF_8)))
        .toList();
  }
}
