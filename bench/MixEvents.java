package dev.weir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.bench.Mix.Form;
import dev.weir.bench.Mix.Kind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * The events of a {@link Mix}, in the order of time. The same settings give the same bytes.
 *
 * <p>The share of suspicious events counts starts of programs that the default pack suspects. Three
 * of four have a connection of the same parent to the metadata service soon after, some of them
 * later than a second; of ten, one is a known agent. Half as many other connections to the metadata
 * service have no such start before. So a share of 5 % means that rules want 11 % of the events.
 */
final class MixEvents {

  private static final String METADATA = "169.254.169.254";
  private static final String[] SUSPECTS = {
    "curl", "wget", "python3", "perl", "node", "/tmp/.x/runner", "busybox wget http://" + METADATA
  };

  /** A connection still to come, and after how many more events. */
  private record Connection(int host, int parent, String program, long due) {}

  private final Mix mix;
  private final int bytes;
  private final int perMille;
  private final Random random;
  private final MixDocument document;
  private final Deque<Connection> connections = new ArrayDeque<>();
  private long count;
  private long written;

  /**
   * A stream at its beginning.
   *
   * @param bytes how long a document is on average
   * @param perMille how many of a thousand events are suspicious
   */
  MixEvents(Mix mix, int bytes, int perMille) {
    this.mix = mix;
    this.bytes = bytes;
    this.perMille = perMille;
    this.random = new Random(42L + mix.ordinal());
    this.document = new MixDocument(mix, random);
  }

  /** The next documents, each with a line end, of together about so many bytes. */
  byte[] lines(int size) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(size + size / 8);
    while (lines.size() < size) {
      lines.writeBytes(next().getBytes(UTF_8));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  long count() {
    return count;
  }

  private String next() {
    count++;
    // the least of all documents keeps them from being shorter, so later ones make up for it
    double correction = written == 0 ? 1 : Math.max(0.3, 2 - (double) written / (bytes * count));
    long micros = count * (500_000L / mix.hosts());
    String json =
        next(new MixDocument.Place(linuxHost(), micros, count), (int) (bytes * correction));
    written += json.length();
    return json;
  }

  private String next(MixDocument.Place place, int size) {
    Connection connection = connections.peek();
    if (connection != null && connection.due <= count) {
      connections.remove();
      return document.connection(
          new MixDocument.Place(connection.host, place.micros(), count),
          size,
          connection.parent,
          connection.program,
          METADATA);
    }
    int chance = random.nextInt(2_000);
    if (chance < 2 * perMille) {
      return suspect(place, size);
    }
    if (chance < 3 * perMille) {
      return document.connection(place, size, 1, "amazon-ssm-agent", METADATA);
    }
    Kind kind = mix.kind(random.nextInt(100));
    boolean linux = mix.form() == Form.DEFEND || random.nextInt(10) == 0;
    if (linux && (kind == Kind.REGISTRY || kind == Kind.LIBRARY)) {
      kind = Kind.FORK;
    }
    int host = random.nextInt(mix.hosts()) + (linux ? 0 : 1_000_000);
    return document.ordinary(
        new MixDocument.Place(host, place.micros(), count),
        linux ? Form.DEFEND : mix.form(),
        kind,
        size);
  }

  private String suspect(MixDocument.Place place, int size) {
    String program = SUSPECTS[random.nextInt(SUSPECTS.length)];
    int parent = random.nextInt(1_000_000) + 2;
    if (random.nextInt(4) > 0) {
      int later = random.nextInt(10) == 0 ? 100 : 1 + random.nextInt(20);
      Connection last = connections.peekLast();
      long due = Math.max(count + later, last == null ? 0 : last.due);
      connections.add(new Connection(place.host(), parent, program.split(" ")[0], due));
    }
    boolean known = random.nextInt(10) == 0;
    return document.start(
        place, size, parent, program, known ? "/var/lib/amazon/ssm/worker" : "/usr/bin/bash");
  }

  private int linuxHost() {
    return random.nextInt(mix.hosts());
  }
}
