package dev.weir.testkit;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON Schema (draft 7, which editors understand), and what breaks it. */
public final class JsonSchema {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Schema schema;

  public JsonSchema(JsonNode schema) {
    this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(schema);
  }

  public static JsonSchema of(Path file) throws IOException {
    return new JsonSchema(MAPPER.readTree(Files.readString(file)));
  }

  public List<String> errorsOfJson(byte[] json) {
    return errors(MAPPER.readTree(json));
  }

  public List<String> errorsOfYaml(String yaml) {
    Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return errors(MAPPER.valueToTree(document));
  }

  private List<String> errors(JsonNode document) {
    return schema.validate(document).stream().map(Error::toString).toList();
  }
}
