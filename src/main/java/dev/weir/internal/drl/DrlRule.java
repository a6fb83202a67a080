package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Call;
import dev.weir.internal.drl.Expression.Name;
import dev.weir.internal.drl.Expression.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.drools.util.DateUtils;
import org.jspecify.annotations.Nullable;

/**
 * A rule or query of a rule file.
 *
 * @param file the file it is in
 * @param name its name without quotation marks
 * @param isQuery whether it is a query, which never fires
 * @param tokens its words, symbols and literals
 * @param annotations its annotations by name
 * @param attributes its attributes, such as {@code salience}, by name
 * @param body what is between {@code when} and {@code end}
 */
public record DrlRule(
    DrlFile file,
    String name,
    boolean isQuery,
    List<DrlToken> tokens,
    Map<String, Annotation> annotations,
    Map<String, Attribute> attributes,
    Body body) {

  /** An attribute such as {@code salience}: its value as written, and its place. */
  public record Attribute(String value, int offset) {}

  /**
   * An annotation of a rule, as in {@code @severity("high")}.
   *
   * @param name without the {@code @}
   * @param offset where the {@code @} is in the file
   * @param values its strings on one line each, with the offsets of their first letters; without
   *     strings, all between the parentheses
   */
  public record Annotation(String name, int offset, List<Text> values) {}

  /** What is between {@code when} and {@code end}. */
  record Body(
      List<DrlPattern> patterns,
      List<DrlPattern> nested,
      boolean plain,
      Expression consequence,
      Expression code) {}

  /** Where its name begins in the file. */
  public int nameStart() {
    return tokens.get(1).start() + (tokens.get(1).is(name) ? 0 : 1);
  }

  /** Whether it has the conditions of another rule, which it extends. */
  public boolean inherits() {
    return tokens.size() > 2 && tokens.get(2).is("extends");
  }

  /** Its patterns, without those inside {@code not}, {@code exists}, {@code or} and the like. */
  public List<DrlPattern> patterns() {
    return body.patterns();
  }

  /** Whether patterns are all it asks for: no {@code not}, {@code exists}, {@code from}, ... */
  public boolean isPlain() {
    return body.plain();
  }

  /** Its patterns at any depth. */
  public List<DrlPattern> everyPattern() {
    return body.nested();
  }

  /** The conditions of its patterns at any depth, and those whose result is bound. */
  public List<Condition> everyCondition() {
    List<Condition> every = new ArrayList<>();
    for (DrlPattern pattern : everyPattern()) {
      every.addAll(pattern.conditions());
      pattern.bindings().forEach(binding -> every.add(binding.value()));
    }
    return every;
  }

  /** What is found in the Java code between {@code then} and {@code end}. */
  public Expression consequence() {
    return body.consequence();
  }

  public Stream<Call> actions() {
    return consequence().walk(Call.class);
  }

  /** Whether it is a detection: one of its actions raises an alert. */
  public boolean raisesAlerts() {
    return actions()
        .anyMatch(
            call ->
                call.name().equals("raise")
                    && call.owner() != null
                    && call.owner().isNamed("alerts"));
  }

  public boolean isExclusion() {
    return annotations.containsKey("exclusion");
  }

  public boolean deletes() {
    return actions().anyMatch(DrlRule::isDelete);
  }

  public boolean deletes(String variable) {
    return actions().anyMatch(call -> isDelete(call) && isOnly(call.arguments(), variable));
  }

  /** Whether it deletes the fact of a variable and does no more. */
  public boolean onlyDeletes(String variable) {
    return consequence() instanceof Call call
        && call.isOf("delete")
        && isOnly(call.arguments(), variable);
  }

  private static boolean isDelete(Call call) {
    return call.name().equals("delete") || call.name().equals("retract");
  }

  private static boolean isOnly(List<Expression> arguments, String variable) {
    return arguments.size() == 1
        && arguments.get(0) instanceof Name name
        && name.name().equals(variable);
  }

  /** All that is found in it after its name. */
  public Expression code() {
    return body.code();
  }

  /** Its {@code date-expires}, read as Drools reads it; null without one. */
  public @Nullable Instant expires() {
    Attribute date = attributes.get("date-expires");
    return date == null ? null : DateUtils.parseDate(date.value()).toInstant();
  }

  /** From {@code rule} to {@code end}, without comments. */
  public String source() {
    return file.code().substring(start(), end());
  }

  /** The rule under another name, with a part of its file's text replaced. */
  String source(String newName, int from, int to, String words) {
    String code = file.code();
    DrlToken heading = tokens.get(1);
    return code.substring(start(), heading.start())
        + newName
        + code.substring(heading.end(), from)
        + words
        + code.substring(to, end());
  }

  /** Whether another rule is the same but for layout and comments, and its file as well. */
  public boolean saysTheSameAs(DrlRule other) {
    return words(tokens).equals(words(other.tokens))
        && words(DrlLexer.tokens(file.codeOutsideRules()))
            .equals(words(DrlLexer.tokens(other.file.codeOutsideRules())));
  }

  private static List<String> words(List<DrlToken> tokens) {
    return tokens.stream().map(DrlToken::text).map(DrlFile::oneLine).toList();
  }

  public int start() {
    return tokens.get(0).start();
  }

  /** Where it ends, past its last character. */
  public int end() {
    return tokens.get(tokens.size() - 1).end();
  }

  public DrlPlace place(int offset) {
    return file.place(offset);
  }

  public DrlPlace place() {
    return file.place(start());
  }

  @Override
  public int hashCode() {
    return name.hashCode(); // that of all tokens takes long
  }
}
