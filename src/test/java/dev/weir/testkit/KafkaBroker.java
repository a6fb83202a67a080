package dev.weir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * A real Kafka broker, its own controller, in a JVM of its own on loopback, so that it can be
 * killed and started again. Its class path is written by the build.
 */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private Process process;

  private static final class Shared {
    static final KafkaBroker BROKER = create();

    private static KafkaBroker create() {
      try {
        Path folder = Files.createTempDirectory("weir-kafka");
        KafkaBroker broker = new KafkaBroker(folder);
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      broker.close();
                      delete(folder);
                    }));
        return broker;
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that the tests of a JVM share; it ends with the JVM. Who kills it starts it again. */
  public static KafkaBroker shared() {
    return Shared.BROKER;
  }

  /** Starts one with its data in a folder. */
  public KafkaBroker(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.port = freePort();
    Files.writeString(folder.resolve("server.properties"), properties(freePort()));
    Process format =
        java("kafka.tools.StorageTool", "format", "-t", "4L6g3nShT-eMCtK--X86sw", "-c");
    if (format.waitFor() != 0) {
      throw new IOException(log());
    }
    this.process = start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** Where clients find it. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Creates a topic. */
  public void createTopic(String name, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
      // a broker may learn of a topic after it was created
      Awaitility.await().until(() -> admin.listTopics().names().get().contains(name));
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot create " + name, e);
    }
  }

  /** Deletes the records of a partition before an offset, as retention does. */
  public void deleteBefore(String topic, int partition, long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  /** How many partitions each member of a group has. */
  public List<Integer> partitionsOfMembers(String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
          .map(member -> member.assignment().topicPartitions().size())
          .toList();
    }
  }

  /** Kills it, until it is started again. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Kills it. */
  @Override
  public void close() {
    kill();
  }

  /** Starts it again where it was. */
  public void restart() throws IOException, InterruptedException {
    kill();
    process = start();
  }

  private Process start() throws IOException, InterruptedException {
    Process started = java("kafka.Kafka");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isListening()) {
      if (!started.isAlive() || System.nanoTime() > end) {
        started.destroyForcibly();
        throw new IOException("the broker did not start:\n" + log());
      }
      started.waitFor(50, TimeUnit.MILLISECONDS);
    }
    return started;
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Process java(String main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                classPath(),
                main));
    command.addAll(List.of(arguments));
    command.add(folder.resolve("server.properties").toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private String properties(int controller) {
    return """
        process.roles=broker,controller
        node.id=1
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        controller.quorum.voters=1@127.0.0.1:%2$d
        log.dirs=%3$s
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        broker.heartbeat.interval.ms=200
        broker.session.timeout.ms=1000
        auto.create.topics.enable=false
        """
        .formatted(port, controller, folder.resolve("data"));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** The build's folder is where its test classes are. */
  private static String classPath() {
    try {
      Path classes =
          Path.of(KafkaBroker.class.getProtectionDomain().getCodeSource().getLocation().getPath());
      return Files.readString(classes.resolveSibling("kafka.classpath"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
