package dev.weir.bulk;

/**
 * Why a whole request, or one of its documents, was turned down.
 *
 * @param status the HTTP status, or the document's own
 * @param type what Elasticsearch calls it
 * @param reason what is wrong, and what can be done about it
 */
record Complaint(int status, String type, String reason) implements Parsed {

  static Complaint malformed(String reason) {
    return new Complaint(400, "illegal_argument_exception", reason);
  }

  static Complaint tooLarge(String reason) {
    return new Complaint(413, "content_too_long_exception", reason);
  }

  static Complaint busy() {
    return new Complaint(
        429, "es_rejected_execution_exception", "too much is under way: send it again later");
  }

  static Complaint unavailable(String reason) {
    return new Complaint(503, "unavailable_shards_exception", reason);
  }
}
