package dev.weir.testkit;

import dev.weir.internal.service.source.Chunk;
import dev.weir.internal.service.source.Feed;
import dev.weir.internal.service.source.Item;
import dev.weir.internal.service.source.ItemFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/**
 * A feed that keeps in memory what it takes. It can hold chunks back, fail them, and crash with
 * some of what it holds saved and the rest lost. Safe for any thread.
 */
public final class RecordingFeed implements Feed {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A document that survives a crash. */
  public record Taken(String source, String text, String place, long number) {}

  private record Held(Chunk chunk, List<Taken> copy, CompletableFuture<List<ItemFault>> future) {}

  private final List<Taken> taken = new ArrayList<>();
  private final Map<String, Map<String, String>> positions = new HashMap<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private int mostHeld;
  private int toFail;
  private int chunks;
  private boolean stopped;

  /** A feed that has taken nothing, and keeps what it takes at once. */
  public RecordingFeed() {}

  /** Keeps chunks under way from now on, and makes takers wait once there are so many. */
  public synchronized void hold(int most) {
    mostHeld = most;
    notifyAll();
  }

  /** Keeps the oldest of what is held back. */
  public void release(int count) {
    for (int i = 0; i < count; i++) {
      Held next;
      synchronized (this) {
        next = held.remove();
        save(next);
      }
      next.future.complete(faults(next.copy));
    }
  }

  /** Keeps all that is held back, and holds no more. */
  public void releaseAll() {
    int count;
    synchronized (this) {
      mostHeld = 0;
      count = held.size();
      notifyAll();
    }
    release(count);
  }

  /** The next chunks fail, and nothing of them is kept. */
  public synchronized void failNext(int count) {
    toFail = count;
  }

  /**
   * Stops as a killed service does: nobody is told what became of the chunks that are held, and
   * whatever comes later fails.
   *
   * @param saved how many of them had been saved nevertheless, the oldest first
   * @return the feed of the service that is started afterwards
   */
  public synchronized RecordingFeed crash(int saved) {
    for (int i = 0; i < saved; i++) {
      save(held.remove());
    }
    held.clear();
    stopped = true;
    notifyAll();
    RecordingFeed next = new RecordingFeed();
    next.taken.addAll(taken);
    positions.forEach((source, parts) -> next.positions.put(source, new TreeMap<>(parts)));
    return next;
  }

  @Override
  public CompletableFuture<List<ItemFault>> take(Chunk chunk) throws InterruptedException {
    Held next = new Held(chunk, copy(chunk), new CompletableFuture<>());
    synchronized (this) {
      while (!stopped && mostHeld > 0 && held.size() >= mostHeld) {
        wait();
      }
      chunks++;
      if (stopped) {
        return CompletableFuture.failedFuture(new IllegalStateException("stopped"));
      }
      if (toFail > 0) {
        toFail--;
        notifyAll();
        return CompletableFuture.failedFuture(new IllegalStateException("cannot be saved"));
      }
      if (mostHeld > 0) {
        held.add(next);
        notifyAll();
        return next.future;
      }
      save(next);
    }
    next.future.complete(faults(next.copy));
    return next.future;
  }

  @Override
  public synchronized Map<String, String> positions(String source) {
    return Map.copyOf(positions.getOrDefault(source, Map.of()));
  }

  /** Sets a position, as if an earlier run had. */
  public synchronized void setPosition(String source, String part, String position) {
    positions.computeIfAbsent(source, name -> new TreeMap<>()).put(part, position);
  }

  /** What has been kept, in order. */
  public synchronized List<Taken> taken() {
    return List.copyOf(taken);
  }

  /** The texts of what has been kept, in order. */
  public synchronized List<String> texts() {
    return taken.stream().map(Taken::text).toList();
  }

  /** How many chunks have come, kept or not. */
  public synchronized int chunks() {
    return chunks;
  }

  /** How many chunks are held back. */
  public synchronized int held() {
    return held.size();
  }

  /** Waits until so many documents have been kept. */
  public List<String> awaitTaken(int count) throws InterruptedException {
    await("documents kept", count, () -> taken.size());
    return texts();
  }

  /** Waits until so many chunks are held back. */
  public void awaitHeld(int count) throws InterruptedException {
    await("chunks held", count, () -> held.size());
  }

  private synchronized void await(String what, int count, IntSupplier now)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (now.getAsInt() < count) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new AssertionError(now.getAsInt() + " " + what + " instead of " + count);
      }
      wait(millis);
    }
  }

  private void save(Held chunk) {
    if (!copy(chunk.chunk).equals(chunk.copy)) {
      throw new AssertionError("the bytes of a chunk under way have changed");
    }
    taken.addAll(chunk.copy);
    Map<String, String> parts =
        positions.computeIfAbsent(chunk.chunk.source(), name -> new TreeMap<>());
    chunk
        .chunk
        .positions()
        .forEach(
            (part, position) -> {
              if (position.isEmpty()) {
                parts.remove(part);
              } else {
                parts.put(part, position);
              }
            });
    notifyAll();
  }

  private static List<Taken> copy(Chunk chunk) {
    List<Taken> copy = new ArrayList<>();
    for (Item item : chunk.items()) {
      byte[] bytes = Arrays.copyOfRange(item.bytes(), item.from(), item.to());
      String text = new String(bytes, StandardCharsets.UTF_8);
      copy.add(new Taken(chunk.source(), text, item.place(), item.number()));
    }
    return copy;
  }

  private static List<ItemFault> faults(List<Taken> documents) {
    List<ItemFault> faults = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      if (documents.get(i).text.isBlank()) {
        faults.add(new ItemFault(i, "not_json", "empty"));
      }
    }
    return faults;
  }
}
