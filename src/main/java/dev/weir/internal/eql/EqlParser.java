package dev.weir.internal.eql;

import dev.weir.internal.eql.EqlExpression.Field;
import dev.weir.internal.eql.EqlQuery.Kind;
import dev.weir.internal.eql.EqlQuery.Pipe;
import dev.weir.internal.eql.EqlQuery.Stage;
import dev.weir.internal.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses whole queries: event queries, sequences and samples. */
final class EqlParser {

  private static final int MAX_RUNS = 1_000;

  private final EqlTokens tokens;
  private final EqlExpressionParser expressions;
  private final String source;

  EqlParser(String query) throws EqlException {
    this.source = query;
    this.tokens = new EqlTokens(query);
    this.expressions = new EqlExpressionParser(tokens);
  }

  EqlQuery query() throws EqlException {
    EqlQuery query;
    if (tokens.takeWord("sequence")) {
      query = stages(Kind.SEQUENCE);
    } else if (tokens.takeWord("sample")) {
      query = stages(Kind.SAMPLE);
    } else {
      Stage event = event(tokens.next().start());
      query = new EqlQuery(source, Kind.EVENT, List.of(), null, List.of(event), null, pipes());
    }
    if (tokens.next().isSymbol("[")) {
      throw tokens.error("a stage in brackets", "begin the query with sequence");
    }
    tokens.expectEnd();
    return query;
  }

  private EqlQuery stages(Kind kind) throws EqlException {
    int start = tokens.next().start();
    List<Field> keys = new ArrayList<>(keys());
    Duration maxspan = tokens.takeWord("with") ? maxspan() : null;
    if (keys.isEmpty()) {
      keys.addAll(keys());
    }
    List<Stage> stages = new ArrayList<>();
    while (tokens.next().isSymbol("[") || tokens.next().isSymbol("!")) {
      stages.add(stage());
    }
    if (stages.isEmpty()) {
      throw tokens.error(
          "expected a stage, found " + tokens.next().described(), "write it as [category where …]");
    }
    Stage until = tokens.takeWord("until") ? stage() : null;
    checkKeys(stages, until, start);
    return new EqlQuery(source, kind, List.copyOf(keys), maxspan, stages, until, pipes());
  }

  private void checkKeys(List<Stage> stages, @Nullable Stage until, int start) throws EqlException {
    int keys = stages.get(0).keys().size();
    List<Stage> all = new ArrayList<>(stages);
    if (until != null) {
      all.add(until);
    }
    for (Stage stage : all) {
      if (stage.keys().size() != keys) {
        throw new EqlException(
            source,
            stage.start(),
            "a stage with %d keys, where the first one has %d".formatted(stage.keys().size(), keys),
            "");
      }
    }
    int runs = stages.stream().mapToInt(Stage::runs).sum();
    if (runs < 2 && stages.stream().noneMatch(Stage::missing)) {
      throw new EqlException(source, start, "a sequence of a single event", "add another stage");
    }
  }

  private Stage stage() throws EqlException {
    int start = tokens.next().start();
    boolean missing = tokens.takeSymbol("!");
    tokens.expectSymbol("[");
    Stage event = event(start);
    tokens.expectSymbol("]");
    List<Field> keys = keys();
    int runs = tokens.takeWord("with") ? runs() : 1;
    return new Stage(event.category(), event.condition(), keys, runs, missing, start);
  }

  private Stage event(int start) throws EqlException {
    EqlToken category = tokens.next();
    if (!category.isName() && category.kind() != EqlToken.Kind.STRING) {
      throw tokens.error(
          "expected an event category, found " + category.described(),
          "begin with process where, or any where");
    }
    tokens.take();
    tokens.expectWord("where");
    boolean any = category.isWord("any");
    EqlExpression condition = expressions.condition();
    return new Stage(any ? null : category.text(), condition, List.of(), 1, false, start);
  }

  private List<Field> keys() throws EqlException {
    List<Field> keys = new ArrayList<>();
    if (tokens.takeWord("by")) {
      do {
        keys.add(expressions.field());
      } while (tokens.takeSymbol(","));
    }
    return List.copyOf(keys);
  }

  private Duration maxspan() throws EqlException {
    tokens.expectWord("maxspan");
    tokens.expectSymbol("=");
    EqlToken number = tokens.next();
    Duration span = number.kind() == EqlToken.Kind.NUMBER ? Durations.parse(number.text()) : null;
    if (span == null) {
      throw tokens.error(
          "expected a span, found " + number.described(), "write it as 500ms, 30s, 5m, 1h or 1d");
    }
    tokens.take();
    return span;
  }

  private int runs() throws EqlException {
    tokens.expectWord("runs");
    tokens.expectSymbol("=");
    EqlToken number = tokens.next();
    if (number.kind() == EqlToken.Kind.NUMBER && number.text().matches("[1-9][0-9]{0,3}")) {
      int runs = Integer.parseInt(number.text());
      if (runs <= MAX_RUNS) {
        tokens.take();
        return runs;
      }
    }
    throw tokens.error("expected a number of runs from 1 to " + MAX_RUNS, "");
  }

  private List<Pipe> pipes() throws EqlException {
    List<Pipe> pipes = new ArrayList<>();
    while (tokens.takeSymbol("|")) {
      EqlToken name = tokens.next();
      if (!name.isName()) {
        throw tokens.error("expected the name of a pipe, found " + name.described(), "");
      }
      pipes.add(new Pipe(name.text(), name.start()));
      tokens.take();
      while (tokens.next().kind() != EqlToken.Kind.END && !tokens.next().isSymbol("|")) {
        expressions.condition();
        tokens.takeSymbol(",");
      }
    }
    return List.copyOf(pipes);
  }
}
