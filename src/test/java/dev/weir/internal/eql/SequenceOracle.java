package dev.weir.internal.eql;

import dev.weir.internal.eql.EqlExpression.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a sequence means, plain: for each stage and keys, the newest partial sequence waits. */
final class SequenceOracle {

  private final EqlQuery query;
  private final List<EqlQuery.Stage> stages = new ArrayList<>();
  private final List<Map<List<String>, List<Map<String, List<String>>>>> waiting =
      new ArrayList<>();
  private final List<List<String>> complete = new ArrayList<>();

  private SequenceOracle(EqlQuery query) {
    this.query = query;
    for (EqlQuery.Stage stage : query.stages()) {
      for (int i = 0; i < stage.runs(); i++) {
        stages.add(stage);
        waiting.add(new HashMap<>());
      }
    }
  }

  /** The ids of the events of each complete sequence; the events come in order. */
  static List<List<String>> of(EqlQuery query, List<Map<String, List<String>>> events) {
    SequenceOracle oracle = new SequenceOracle(query);
    events.forEach(oracle::take);
    return oracle.complete;
  }

  private void take(Map<String, List<String>> event) {
    // the last stage first, so that no event follows itself
    for (int n = stages.size() - 1; n >= 0; n--) {
      EqlQuery.Stage stage = stages.get(n);
      List<String> keys = keys(stage, event);
      if (keys == null || !EqlOracle.meets(stage, event)) {
        continue;
      }
      List<Map<String, List<String>>> before =
          n == 0 ? new ArrayList<>() : waiting.get(n - 1).remove(keys);
      if (before == null || (n > 0 && !isWithin(before.get(0), event))) {
        continue;
      }
      before.add(event);
      if (n == stages.size() - 1) {
        complete.add(before.stream().map(one -> one.get("event.id").get(0)).toList());
      } else {
        waiting.get(n).put(keys, before);
      }
    }
    EqlQuery.Stage until = query.until();
    List<String> keys = until == null ? null : keys(until, event);
    if (until != null && keys != null && EqlOracle.meets(until, event)) {
      for (Map<List<String>, List<Map<String, List<String>>>> one : waiting) {
        List<Map<String, List<String>>> partial = one.get(keys);
        if (partial != null && partial.get(partial.size() - 1) != event) {
          one.remove(keys);
        }
      }
    }
  }

  private boolean isWithin(Map<String, List<String>> first, Map<String, List<String>> event) {
    return query.maxspan() == null
        || RandomEql.millis(event) - RandomEql.millis(first) <= query.maxspan().toMillis();
  }

  /** Null if one is missing. */
  private @Nullable List<String> keys(EqlQuery.Stage stage, Map<String, List<String>> event) {
    List<Field> fields = new ArrayList<>(query.keys());
    fields.addAll(stage.keys());
    List<String> keys = new ArrayList<>();
    for (Field field : fields) {
      List<String> values = event.getOrDefault(field.name(), List.of());
      if (values.isEmpty() && !field.optional()) {
        return null;
      }
      keys.addAll(values.isEmpty() ? List.of("\0missing") : values);
    }
    return keys;
  }
}
