package dev.weir.internal.service.bulk;

import static org.awaitility.Awaitility.await;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.Item;
import dev.weir.internal.service.source.ItemFault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A running {@code _bulk} endpoint with a feed that records documents. */
final class Endpoint implements AutoCloseable, Feed {

  static final HttpClient CLIENT = HttpClient.newHttpClient();

  final BulkSource source;
  final Troubles troubles = new Troubles();
  final CompletableFuture<Void> run = new CompletableFuture<>();

  /** The saved documents as text. */
  final ConcurrentLinkedQueue<String> documents = new ConcurrentLinkedQueue<>();

  /** Their origins: {@code PLACE NUMBER}. */
  final ConcurrentLinkedQueue<String> places = new ConcurrentLinkedQueue<>();

  /** Chunks of a waiting feed, to be completed by the test. */
  final LinkedBlockingQueue<CompletableFuture<List<ItemFault>>> waiting =
      new LinkedBlockingQueue<>();

  private final boolean waits;

  private Endpoint(BulkSettings settings, boolean waits) {
    this.waits = waits;
    source = new BulkSource("bulk", settings, troubles);
    Thread thread =
        new Thread(
            () -> {
              try {
                source.run(this);
                run.complete(null);
              } catch (IOException | InterruptedException | RuntimeException e) {
                run.completeExceptionally(e);
              }
            },
            "bulk-run");
    thread.setDaemon(true);
    thread.start();
    await().atMost(Duration.ofSeconds(20)).until(() -> source.port() > 0 || run.isDone());
    run.getNow(null);
  }

  /** An endpoint whose feed saves documents at once, and rejects those without a brace. */
  static Endpoint start(BulkSettings settings) {
    return new Endpoint(settings, false);
  }

  /** An endpoint whose feed saves documents when {@link #waiting} is completed. */
  static Endpoint waiting(BulkSettings settings) {
    return new Endpoint(settings, true);
  }

  @Override
  public CompletableFuture<List<ItemFault>> take(Chunk chunk) {
    CompletableFuture<List<ItemFault>> taken = new CompletableFuture<>();
    CompletableFuture<List<ItemFault>> safe =
        taken.thenApply(
            none -> {
              List<ItemFault> faults = new ArrayList<>();
              for (int i = 0; i < chunk.items().size(); i++) {
                String text = text(chunk.items().get(i));
                if (text.startsWith("{")) {
                  documents.add(text);
                } else {
                  faults.add(new ItemFault(i, "not_json", "no object"));
                }
                places.add(chunk.items().get(i).place() + " " + chunk.items().get(i).number());
              }
              return faults;
            });
    if (waits) {
      waiting.add(taken);
    } else {
      taken.complete(List.of());
    }
    return safe;
  }

  @Override
  public Map<String, String> positions(String name) {
    return Map.of();
  }

  static String text(Item item) {
    return new String(item.bytes(), item.from(), item.to() - item.from(), StandardCharsets.UTF_8);
  }

  String url(String path) {
    return "http://127.0.0.1:" + source.port() + path;
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(60));
  }

  HttpRequest.Builder bulk(String path, String body) {
    return to(path)
        .header("Content-Type", "application/x-ndjson")
        .POST(BodyPublishers.ofString(body));
  }

  static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    source.close();
    run.join();
  }
}
