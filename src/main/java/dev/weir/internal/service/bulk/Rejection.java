package dev.weir.internal.service.bulk;

/**
 * Why a whole request, or one of its documents, was turned down.
 *
 * @param status the HTTP status, or the document's own
 * @param type what Elasticsearch calls it
 * @param reason what is wrong, and what can be done about it
 */
record Rejection(int status, String type, String reason) implements ParseResult {

  static Rejection malformed(String reason) {
    return new Rejection(400, "illegal_argument_exception", reason);
  }

  static Rejection tooLarge(String reason) {
    return new Rejection(413, "content_too_long_exception", reason);
  }

  static Rejection busy() {
    return new Rejection(
        429, "es_rejected_execution_exception", "too much is under way: send it again later");
  }

  static Rejection unavailable(String reason) {
    return new Rejection(503, "unavailable_shards_exception", reason);
  }
}
