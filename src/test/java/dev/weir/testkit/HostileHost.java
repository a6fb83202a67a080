package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A host and sender that does everything to keep a service from watching others: it sends to its
 * {@code _bulk} endpoint from 127.0.0.2. For one thread.
 */
public final class HostileHost implements AutoCloseable {

  public static final String ID = "hostile";

  private static final String METADATA = "169.254.169.254";
  private static final int ARRIVES_MILLIS = 30_000;
  private static final int VALUE = 128 << 10;

  private interface Attack {
    void run() throws IOException;
  }

  private final int port;
  private final LongSupplier now;
  private final Random random;
  private final Map<String, Attack> attacks = new LinkedHashMap<>();
  private final List<String> turns = new ArrayList<>();
  private final List<Socket> held = new ArrayList<>();
  private final Map<String, Integer> answers = new TreeMap<>();
  private long events;

  /**
   * A host that has done nothing yet.
   *
   * @param now the time of good hosts' events, in milliseconds since 1970
   */
  public HostileHost(int port, LongSupplier now, long seed) {
    this.port = port;
    this.now = now;
    this.random = new Random(seed);
    attacks.put("events of 2099 and 1970", this::wrongYears);
    attacks.put("clock jumps", this::clockJumps);
    attacks.put("events on which careless rules throw", this::throwing);
    attacks.put("128 KiB of 1:1:1", () -> longValue("1:1:1:"));
    attacks.put("128 KiB of U+FDFA", () -> longValue("\ufdfa"));
    attacks.put("deep JSON", this::deep);
    attacks.put("documents of 15 MiB", this::large);
    attacks.put("1,100 execs of 128 KiB", this::manyLarge);
    attacks.put("forged hosts", this::forgedHosts);
    attacks.put("event ids of other hosts", this::equalIds);
    attacks.put("alerts with forged times", this::alerts);
    attacks.put("odd requests", this::oddRequests);
    attacks.put("odd gzip", this::oddGzip);
    attacks.put("slow connections", this::slowConnections);
    attacks.put("malformed lines", this::malformed);
    attacks.put("colliding member names", this::colliding);
  }

  /** What {@link #attack} will do next: first each kind in turn, then in random order. */
  public String next() {
    if (turns.isEmpty()) {
      turns.addAll(attacks.keySet());
      if (events > 0) {
        Collections.shuffle(turns, random);
      }
    }
    return turns.get(0);
  }

  /** Attacks once. */
  public void attack() throws IOException {
    String kind = next();
    turns.remove(0);
    attacks.get(kind).run();
  }

  /** The number of kinds. */
  public int kinds() {
    return attacks.size();
  }

  /** How many answers came with each status; 0 if there was none. */
  public Map<String, Integer> answers() {
    return answers;
  }

  /** How many events it has sent. */
  public long events() {
    return events;
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : held) {
      socket.close();
    }
    held.clear();
  }

  // Events

  private Step exec(long time) {
    return step(Step.exec("x" + events++, 0), time);
  }

  private Step connection(long time) {
    return step(Step.connection("x" + events++, 0), time);
  }

  /** It has a user, so that no rule throws and other attacks are not over with an isolated host. */
  private static Step step(Step step, long time) {
    return step.on(ID)
        .with("user.name", "root")
        .with("@timestamp", Instant.ofEpochMilli(time).toString());
  }

  private static Step fork(Step exec) {
    return exec.with("event.action", "fork").with("process.name", "bash");
  }

  private void wrongYears() throws IOException {
    List<String> events = new ArrayList<>();
    for (String year : List.of("2099", "1970", "9999", "0001", "-999999999", "+292278994")) {
      String time = year + "-06-01T00:00:00Z";
      events.add(fork(exec(0)).with("@timestamp", time).line());
      events.add(exec(0).with("@timestamp", time).line());
      events.add(connection(0).with("@timestamp", time).line());
    }
    send(events);
  }

  private void clockJumps() throws IOException {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long time = now.getAsLong() + (long) (random.nextGaussian() * Duration.ofHours(2).toMillis());
      events.add((i % 3 == 0 ? connection(time) : fork(exec(time))).line());
    }
    send(events);
  }

  private void throwing() throws IOException {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      Step one = i % 2 == 0 ? exec(now.getAsLong()) : connection(now.getAsLong());
      events.add(one.without("user.name").with("destination.ip", "203.0.113.9").line());
    }
    events.add(exec(now.getAsLong()).of("idle").without("user.name").line());
    send(events);
  }

  private void longValue(String part) throws IOException {
    String value = part.repeat(VALUE / part.getBytes(UTF_8).length);
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Step exec = exec(now.getAsLong()).with("process.command_line", value);
      events.add(exec.with("user.name", i % 2 == 0 ? "root" : value).line());
      events.add(connection(now.getAsLong()).with("destination.ip", value).line());
    }
    send(events);
  }

  private void deep() throws IOException {
    List<String> events = new ArrayList<>();
    for (int depth : new int[] {60, 900, 100_000}) {
      String nested = "[".repeat(depth) + "]".repeat(depth);
      String exec = exec(now.getAsLong()).line();
      events.add("{\"deep\":" + nested + "," + exec.substring(1));
      events.add("{\"a\":".repeat(depth) + exec + "}".repeat(depth));
    }
    send(events);
  }

  private void large() throws IOException {
    for (int i = 0; i < 3; i++) {
      String value = ("" + (char) ('a' + i)).repeat(15 << 20);
      send(List.of(exec(now.getAsLong()).of("l" + i).with("process.args", value).line()));
    }
  }

  private void manyLarge() throws IOException {
    String value = "v".repeat(VALUE);
    for (int body = 0; body < 11; body++) {
      List<String> events = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Step exec = exec(now.getAsLong()).of("many" + body + "-" + i);
        events.add(exec.with("process.command_line", value).line());
      }
      send(events);
    }
  }

  private void forgedHosts() throws IOException {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      Step exec = exec(now.getAsLong()).on("forged-" + random.nextInt(1_000_000));
      events.add((i % 5 == 0 ? exec : fork(exec)).line());
    }
    send(events);
  }

  private void equalIds() throws IOException {
    List<String> events = new ArrayList<>();
    int first = random.nextInt(900);
    for (int i = first; i < first + 50; i++) {
      long time = now.getAsLong();
      events.add(exec(time).of("eq" + i).with("event.id", "exec-" + i).line());
      events.add(connection(time + 1).of("eq" + i).with("event.id", "connection-" + i).line());
    }
    send(events);
  }

  private void alerts() throws IOException {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      // of another interval of the cap each, of a host of its own now and then
      long time = now.getAsLong() - (i % 10 == 0 ? i * 300_000L : 0);
      String host = i % 5 == 0 ? "forged-" + random.nextInt(1_000_000) : ID;
      events.add(exec(time).on(host).of("f" + i).line());
      events.add(connection(time + 1).on(host).of("f" + i).line());
    }
    send(events);
  }

  private void malformed() throws IOException {
    String good = exec(now.getAsLong()).line();
    List<String> lines = new ArrayList<>();
    for (String line :
        List.of("", "{", "}", "[]", "null", "\u0000", "{\"a\":", "{\"a\":\"", "\ufeff{}", "{}{}")) {
      lines.add(line);
      lines.add(good.replace("{", line));
      lines.add(good.replace("\"@timestamp\":\"", "\"@timestamp\":\"" + line));
      lines.add(good.substring(0, random.nextInt(good.length())));
    }
    send(lines);
    lines.add("{\"delete\":{}}\n{\"index\":[]}\n{\"create\":{}}");
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    for (String line : lines) {
      raw.writeBytes(("{\"create\":{}}\n" + line).getBytes(UTF_8));
      raw.write(0xc3); // no UTF-8
      raw.write('\n');
    }
    post("/_bulk", "", raw.toByteArray());
  }

  private void colliding() throws IOException {
    StringBuilder event = new StringBuilder(exec(now.getAsLong()).line());
    event.setLength(event.length() - 1);
    for (int i = 0; i < 20_000; i++) {
      event.append(",\"").append(HostileInputs.colliding(i)).append("\":1");
    }
    send(List.of(event.append('}').toString()));
  }

  // Requests

  private void oddRequests() throws IOException {
    post("/_bulk?a=%", "", "{\"create\":{}}\n{}\n".repeat(10_000).getBytes(UTF_8));
    for (int i = 0; i < 50; i++) {
      raw(OddRequests.next(random));
    }
  }

  private void oddGzip() throws IOException {
    byte[] one = OddRequests.gzip(new byte[0]);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int i = 0; i < 20_000; i++) {
      members.writeBytes(one);
    }
    String gzip = "Content-Encoding: gzip\r\n";
    post("/_bulk", gzip, members.toByteArray());
    byte[] bomb = OddRequests.gzip(new byte[200 << 20]);
    post("/_bulk", gzip, bomb);
    bomb[bomb.length / 2] ^= 1;
    post("/_bulk", gzip, bomb);
  }

  /** Holds many connections until the next time, in all stages of a request. */
  private void slowConnections() throws IOException {
    close();
    String header = "POST /_bulk HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n";
    List<String> starts =
        List.of(
            "",
            "POST /_bu",
            header,
            header + "Content-Length: 10000000\r\n\r\n",
            header + "Content-Length: 10000000\r\n\r\n{\"create\":{}}\n{");
    for (int i = 0; i < 600; i++) {
      Socket socket = connect();
      held.add(socket);
      try {
        socket.getOutputStream().write(starts.get(i % starts.size()).getBytes(ISO_8859_1));
      } catch (IOException e) {
        count("closed"); // to make room
      }
    }
  }

  private void send(List<String> documents) throws IOException {
    StringBuilder body = new StringBuilder();
    for (String document : documents) {
      body.append("{\"create\":{}}\n").append(document).append('\n');
    }
    post("/_bulk", "", body.toString().getBytes(UTF_8));
  }

  private void post(String target, String header, byte[] body) throws IOException {
    String line = "POST " + target + " HTTP/1.1";
    raw(OddRequests.request(line, header + "Connection: close\r\n", body));
  }

  private void raw(byte[] request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      byte[] answer = socket.getInputStream().readAllBytes();
      count(answer.length < 12 ? "none" : new String(answer, 9, 3, ISO_8859_1));
    } catch (IOException e) {
      count("closed"); // before all was sent, or nothing more was to come
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress("127.0.0.2", 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ARRIVES_MILLIS);
    socket.setSoTimeout(ARRIVES_MILLIS);
    return socket;
  }

  private void count(String answer) {
    answers.merge(answer, 1, Integer::sum);
  }
}
