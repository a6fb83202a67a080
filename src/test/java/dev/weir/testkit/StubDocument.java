package dev.weir.testkit;

import dev.weir.event.Document;
import dev.weir.event.EcsField;
import dev.weir.event.Values;
import java.util.Map;

/**
 * A document that holds just the fields it is given, without any JSON behind them.
 *
 * @param fields dotted names to values
 * @param size what it claims to need
 */
public record StubDocument(Map<String, Values> fields, long size) implements Document {

  @Override
  public Values values(EcsField field) {
    return values(field.dottedName());
  }

  @Override
  public Values values(String name) {
    return fields.getOrDefault(name, Values.NONE);
  }

  @Override
  public byte[] json() {
    throw new UnsupportedOperationException("a stub has no JSON");
  }
}
