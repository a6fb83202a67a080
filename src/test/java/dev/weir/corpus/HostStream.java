package dev.weir.corpus;

import dev.weir.EventParser;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The documents of many hosts in the order of time. They are kept compressed, because together they
 * are larger than a heap.
 *
 * @param hosts in the order of their stories
 */
record HostStream(List<Host> hosts) {

  private static final int TIME_FROM = "{\"@timestamp\":\"".length();

  /**
   * The events of a story.
   *
   * @param evidence as in {@link HostDocuments}
   * @param storyFrom as in {@link HostDocuments}
   * @param events how many there are
   * @param zipped their documents, one a line
   */
  record Host(
      HostStory story,
      String hostId,
      Set<String> evidence,
      long storyFrom,
      int events,
      byte[] zipped) {

    static Host of(HostStory story) {
      HostDocuments documents = HostDocuments.of(story);
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
        for (byte[] document : documents.documents()) {
          out.write(document);
          out.write('\n');
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      byte[] first = documents.documents().get(0);
      String hostId = new EventParser().parse(first).get(0).getHostId();
      int events = documents.documents().size();
      return new Host(
          story, hostId, documents.evidence(), documents.storyFrom(), events, zipped.toByteArray());
    }
  }

  private record Next(Instant time, String line, BufferedReader rest) {
    static Next of(BufferedReader lines) throws IOException {
      String line = lines.readLine();
      return line == null
          ? null
          : new Next(
              Instant.parse(line.substring(TIME_FROM, line.indexOf('"', TIME_FROM))), line, lines);
    }
  }

  static HostStream of(List<HostStory> stories) {
    return new HostStream(stories.stream().map(Host::of).toList());
  }

  /** Gives each document. */
  void forEach(Consumer<byte[]> documents) {
    try {
      List<Next> firsts = new ArrayList<>();
      for (Host host : hosts) {
        firsts.add(
            Next.of(
                new BufferedReader(
                    new InputStreamReader(
                        new GZIPInputStream(new ByteArrayInputStream(host.zipped())),
                        StandardCharsets.UTF_8))));
      }
      PriorityQueue<Next> queue = new PriorityQueue<>(Comparator.comparing(Next::time));
      queue.addAll(firsts);
      for (Next next = queue.poll(); next != null; next = queue.poll()) {
        documents.accept(HostSimulation.utf8(next.line()));
        Next after = Next.of(next.rest());
        if (after != null) {
          queue.add(after);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
