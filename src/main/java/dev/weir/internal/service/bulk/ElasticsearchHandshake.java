package dev.weir.internal.service.bulk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests that senders make before they send documents, and the responses that satisfy them:
 * every template, policy and pipeline they look for exists, and every one they install is accepted,
 * but none is used.
 */
final class ElasticsearchHandshake {

  /**
   * Beats may reject an Elasticsearch older than themselves, so this is newer than any 9. Others
   * look only at the major version.
   */
  static final String VERSION = "9.99.0";

  /** A response: its media type and text. */
  record Reply(String type, String body) {
    byte[] bytes() {
      return body.getBytes(StandardCharsets.UTF_8);
    }
  }

  private record Row(Pattern request, Reply reply) {}

  private static final String JSON = "application/json";

  /** A placeholder for the address under which the sender knows this server. */
  private static final String ADDRESS = "@address@";

  /** Old clients check the tagline; the build flavor tells Beats that this is not serverless. */
  private static final String ROOT =
      """
      {"name":"weir","cluster_name":"weir","cluster_uuid":"weir","version":{"number":"%s",\
      "build_flavor":"default","build_type":"unknown","build_hash":"unknown",\
      "build_date":"2026-01-01T00:00:00.000Z","build_snapshot":false,"lucene_version":"10.0.0",\
      "minimum_wire_compatibility_version":"8.19.0",\
      "minimum_index_compatibility_version":"8.0.0"},"tagline":"You Know, for Search"}"""
          .formatted(VERSION);

  private static final String LICENSE =
      """
      "license":{"uid":"weir","type":"basic","mode":"basic","status":"active"}""";

  private static final String XPACK =
      """
      {"build":{"hash":"unknown","date":"2026-01-01T00:00:00.000Z"},%s,"features":{\
      "ilm":{"available":true,"enabled":true},"monitoring":{"available":true,"enabled":true},\
      "security":{"available":true,"enabled":true}}}"""
          .formatted(LICENSE);

  private static final String HEALTH =
      """
      {"cluster_name":"weir","status":"green","timed_out":false,"number_of_nodes":1,\
      "number_of_data_nodes":1,"active_primary_shards":1,"active_shards":1,"relocating_shards":0,\
      "initializing_shards":0,"unassigned_shards":0,"delayed_unassigned_shards":0,\
      "number_of_pending_tasks":0,"number_of_in_flight_fetch":0,\
      "task_max_waiting_in_queue_millis":0,"active_shards_percent_as_number":100.0}""";

  /** Filebeat's modules look for processors before they install their pipelines. */
  private static final String NODES =
      """
      {"_nodes":{"total":1,"successful":1,"failed":0},"cluster_name":"weir","nodes":{"weir":{\
      "name":"weir","version":"%s","roles":["data","ingest"],"http":{"bound_address":["%2$s"],\
      "publish_address":"%2$s","max_content_length_in_bytes":104857600},"plugins":[],\
      "ingest":{"processors":[{"type":"geoip"},{"type":"user_agent"}]}}}}"""
          .formatted(VERSION, ADDRESS);

  private static final String ACKNOWLEDGED =
      """
      {"acknowledged":true,"shards_acknowledged":true}""";

  private static final String SHARDS =
      """
      {"_shards":{"total":1,"successful":1,"failed":0}}""";

  /** Elasticsearch's response to monitoring data while its collection is disabled. */
  private static final String MONITORING =
      """
      {"took":0,"ignored":true,"errors":false}""";

  private static final String INDEX = "/[^_/][^/]*";

  private static final List<Row> ROWS =
      List.of(
          row("(GET|HEAD) /", ROOT),
          row("(GET|HEAD) /(_license|_xpack/license)", "{" + LICENSE + "}"),
          row("(GET|HEAD) /_xpack", XPACK),
          row("(GET|HEAD) /_cluster/health(/.*)?", HEALTH),
          row("GET /_cluster/settings", "{\"persistent\":{},\"transient\":{}}"),
          row("GET /_nodes(/.*)?", NODES),
          row("(GET|HEAD) /_index_template(/.*)?", "{\"index_templates\":[]}"),
          row("(GET|HEAD) /_component_template(/.*)?", "{\"component_templates\":[]}"),
          row("(GET|HEAD) /_data_stream(/.*)?", "{\"data_streams\":[]}"),
          row("(GET|HEAD) /(_template|_ilm/policy|_ingest/pipeline|_alias)(/.*)?", "{}"),
          row(
              "(PUT|POST) /(_template|_index_template|_component_template|_ilm/policy"
                  + "|_ingest/pipeline|_data_stream)/.+",
              ACKNOWLEDGED),
          row("POST /_aliases", ACKNOWLEDGED),
          row("(POST|GET) (" + INDEX + ")?/(_refresh|_flush)", SHARDS),
          row("(GET|HEAD) " + INDEX + "(/(_alias|_mapping|_settings)(/.*)?)?", "{}"),
          row("(PUT|POST) " + INDEX + "/(_alias|_aliases|_mapping|_settings)(/.*)?", ACKNOWLEDGED),
          row("PUT " + INDEX, ACKNOWLEDGED),
          row("(PUT|POST) /(_xpack/monitoring/_bulk|_monitoring/bulk)", MONITORING),
          new Row(
              Pattern.compile("(GET|HEAD) /_cat/health"),
              new Reply(
                  "text/plain; charset=UTF-8",
                  "0 00:00:00 weir green 1 1 1 1 0 0 0 0 - 100.0%\n")));

  private ElasticsearchHandshake() {}

  /** The response to a request without documents; null if no sender makes this request. */
  static @Nullable Reply reply(String method, String path, String address) {
    String request = method + " " + path;
    for (Row row : ROWS) {
      if (row.request().matcher(request).matches()) {
        Reply reply = row.reply();
        return new Reply(reply.type(), reply.body().replace(ADDRESS, address));
      }
    }
    return null;
  }

  private static Row row(String request, String body) {
    return new Row(Pattern.compile(request), new Reply(JSON, body));
  }
}
