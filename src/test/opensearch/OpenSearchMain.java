import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node on loopback, which ends when its standard input does. Run from its source by
 * the JVM that dev.weir.testkit.OpenSearchNode starts; it says its HTTP port on a line of its own.
 */
public final class OpenSearchMain {

  private static final class Embedded extends Node {
    Embedded(Settings settings) {
      super(
          InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "test"),
          List.of(Netty4Plugin.class),
          false);
    }
  }

  /**
   * @param arguments a folder for its data, and its HTTP port (0 for any)
   */
  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Settings.builder()
            .put("path.home", arguments[0])
            .put("http.port", arguments[1])
            .put("transport.port", "0")
            .put("network.host", "127.0.0.1")
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            .put("cluster.name", "weir-test")
            .put("node.name", "test")
            .put("node.processors", 2)
            .put("discovery.type", "single-node")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    try (Node node = new Embedded(settings)) {
      node.start();
      HttpServerTransport http = node.injector().getInstance(HttpServerTransport.class);
      System.out.println("port " + http.boundAddress().publishAddress().getPort());
      while (System.in.read() >= 0) {
        // until whoever started it goes away
      }
    }
    System.exit(0);
  }
}
