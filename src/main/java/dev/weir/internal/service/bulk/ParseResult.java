package dev.weir.internal.service.bulk;

import dev.weir.internal.service.source.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content of a bulk request, or why the whole request is rejected. */
sealed interface ParseResult {

  /**
   * The actions of a request in their order, and the documents of those that are accepted.
   *
   * @param single whether the body was one document, without an action
   */
  record Content(List<Action> actions, List<Item> items, boolean single) implements ParseResult {

    Content(List<Action> actions, List<Item> items) {
      this(actions, items, false);
    }

    /** The memory of the actions and items, without the documents, and of the response. */
    long bytes() {
      return actions.stream().mapToLong(Action::bytes).sum();
    }
  }

  /** One action of a bulk request. */
  record Action(
      String verb, String index, @Nullable String id, int item, @Nullable Rejection rejection) {

    private static final int BYTES = 400;

    private int bytes() {
      return BYTES + index.length() + (id == null ? 0 : id.length());
    }
  }

  /** Why a request or a single document is rejected. */
  record Rejection(int status, String type, String reason) implements ParseResult {

    static Rejection malformed(String reason) {
      return new Rejection(400, "illegal_argument_exception", reason);
    }

    static Rejection unparsable(String reason) {
      return new Rejection(400, "parse_exception", reason);
    }

    static Rejection tooLarge(String reason) {
      return new Rejection(413, "content_too_long_exception", reason);
    }

    static Rejection busy() {
      return new Rejection(
          429,
          "es_rejected_execution_exception",
          "too many bytes are in progress (under-way-bytes); send the request again later");
    }

    static Rejection notSaved() {
      return new Rejection(
          503, "unavailable_shards_exception", "the documents were not saved; send them again");
    }
  }
}
