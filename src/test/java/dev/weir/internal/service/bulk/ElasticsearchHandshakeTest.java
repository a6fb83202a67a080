package dev.weir.internal.service.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first requests of senders that cannot run here, from their documentation. */
@TestInstance(Lifecycle.PER_CLASS)
class ElasticsearchHandshakeTest {

  private Endpoint endpoint;

  @BeforeAll
  void start() {
    endpoint = Endpoint.start(BulkSourceTest.settings());
  }

  @AfterAll
  void stop() {
    endpoint.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          beats      | GET  | /                                     | 200 | "number":"9.99.0"
          beats      | GET  | /_license?human=false                 | 200 | "status":"active"
          beats 7    | GET  | /_xpack                               | 200 | "ilm":{"available":true
          beats      | GET  | /_ilm/policy/filebeat                 | 200 | {}
          beats      | PUT  | /_ilm/policy/filebeat                 | 200 | "acknowledged":true
          beats      | HEAD | /_index_template/filebeat-9.1.0       | 200 |
          beats      | PUT  | /_index_template/filebeat-9.1.0       | 200 | "acknowledged":true
          beats 7    | PUT  | /_template/filebeat-7.17.0            | 200 | "acknowledged":true
          beats      | PUT  | /_component_template/x                | 200 | "acknowledged":true
          beats      | PUT  | /_data_stream/filebeat-9.1.0          | 200 | "acknowledged":true
          filebeat   | GET  | /_nodes/ingest                        | 200 | {"type":"geoip"}
          filebeat   | GET  | /_ingest/pipeline/filebeat-9.1.0-x    | 200 | {}
          filebeat   | PUT  | /_ingest/pipeline/filebeat-9.1.0-x    | 200 | "acknowledged":true
          beats      | POST | /_monitoring/bulk                     | 200 | "ignored":true
          logstash   | HEAD | /                                     | 200 |
          logstash   | GET  | /_license                             | 200 | "type":"basic"
          logstash   | GET  | /_nodes/http                          | 200 | "publish_address":"127.0.0.1:
          logstash   | HEAD | /_index_template/ecs-logstash         | 200 |
          logstash   | GET  | /_ilm/policy                          | 200 | {}
          logstash   | HEAD | /logstash                             | 200 |
          logstash   | PUT  | /%3Clogstash-000001%3E                | 200 | "acknowledged":true
          vector     | GET  | /_cluster/health                      | 200 | "status":"green"
          rsyslog    | GET  | /_cat/health                          | 200 | green
          fluentd    | GET  | /_alias/logs                          | 200 | {}
          clients    | POST | /logs-x/_refresh                      | 200 | "_shards"
          old client | GET  | /                                     | 200 | You Know, for Search
          a search   | POST | /logs-x/_search                       | 404 | resource_not_found
          an update  | POST | /logs-x/_update/1                     | 404 | on _bulk
          a document | POST | /logs-x/_doc                          | 201 | "result":"created"
          """)
  void satisfiesEverySender(String who, String method, String path, int status, String answer)
      throws Exception {
    HttpResponse<String> response =
        Endpoint.send(
            endpoint
                .to(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(method.startsWith("P") ? "{}" : "")));

    assertThat(response.statusCode()).as(who).isEqualTo(status);
    assertThat(response.body()).contains(answer == null ? "" : answer);
    assertThat(response.headers().firstValue("X-Elastic-Product")).contains("Elasticsearch");
    assertThat(response.headers().firstValue("Content-Type")).isPresent();
  }
}
