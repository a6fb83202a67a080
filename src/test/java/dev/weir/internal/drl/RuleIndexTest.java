package dev.weir.internal.drl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.event.EventOrder;
import dev.weir.event.NetworkEvent;
import dev.weir.event.ProcessEvent;
import dev.weir.event.Values;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.CloudPack;
import dev.weir.testkit.ShippedRules;
import dev.weir.testkit.StubDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.drools.base.base.ClassObjectType;
import org.drools.base.base.ValueResolver;
import org.drools.base.common.NetworkNode;
import org.drools.core.common.DefaultFactHandle;
import org.drools.core.impl.InternalRuleBase;
import org.drools.core.reteoo.AlphaNode;
import org.drools.core.reteoo.ObjectTypeNode;
import org.junit.jupiter.api.Test;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/** An event is wanted exactly if some pattern accepts it, when all are asked one by one. */
class RuleIndexTest {

  private static final String[] FIELDS = {
    "process.name", "process.executable", "process.command_line", "event.action", "labels.team"
  };

  /** Also what only other ways of folding case would take for the same. */
  private static final List<String> VALUES =
      List.of(
          "curl",
          "CURL",
          "kurl",
          "\u212Aurl",
          "/tmp/x",
          "/usr/bin/python3",
          "sh -c 'curl http://x'",
          "169.254.169.254",
          "::ffff:a9fe:a9fe",
          "exec",
          "",
          "\uD83D\uDE00",
          "i",
          "İ",
          "ı",
          "*",
          "a\nb",
          "http://2852039166/latest");

  private static final List<String> PATTERNS =
      List.of(
          "curl",
          "?url",
          "*",
          "k*",
          "/tmp/*",
          "*python*",
          "*.sh",
          "sh*curl*",
          "",
          "**",
          "?",
          "i",
          "*169.254.169.254*",
          "*\uDE00",
          "?:\\\\Windows\\\\*");

  private static final List<String> LIKES = List.of(".like", ".like", ".likeExact");

  private static final List<String> CASES = List.of("", "IgnoreCase");

  /** With more rules, some rule wants any event. */
  private static final int FEW = 3;

  private final Random random = new Random(42);

  @Test
  void randomRulesWantWhatTheirPatternsAccept() {
    StringBuilder text =
        new StringBuilder(
            """
            package random;
            import dev.weir.event.*;
            function String[] tools() {
                return new String[] { "curl", /* and */ "wget",    // with comments
                    "python*" };
            }
            function String[] made() {
                String[] made = { "curl" };
                return made;
            }
            function boolean throwing(Event event) {
                if (event.getProcessName().has("i")) {
                    throw new IllegalStateException("thrown by a condition");
                }
                return event.getProcessName().has("curl");
            }
            """);
    for (int i = 0; i < 150; i++) {
      text.append(
          """
          rule "random %d"
          when
              ProcessEvent(%s)
          then
          end
          """
              .formatted(i, list(1 + random.nextInt(4), ", ", 3)));
    }
    RuleSet rules = RuleSet.of(Map.of("random.drl", text.toString()));

    int wanted = 0;
    List<String> names = List.copyOf(rules.rules().keySet());
    for (int i = 0; i + FEW <= names.size(); i += FEW) {
      List<String> few = names.subList(i, i + FEW);
      KieBase base = rules.newKieBase();
      names.stream()
          .filter(name -> !few.contains(name))
          .forEach(name -> base.removeRule("random", name));
      wanted += assertIndexedLikeAsked(rules, base, 300, false);
    }

    assertThat(wanted).isBetween(2_000, 12_000);
  }

  @Test
  void theShippedPacksWantWhatTheirPatternsAccept() {
    for (RuleSet rules : List.of(ShippedRules.get(), CloudPack.get())) {
      assertThat(assertIndexedLikeAsked(rules, rules.newKieBase(), 5_000, true)).isPositive();
    }
  }

  private int assertIndexedLikeAsked(RuleSet rules, KieBase base, int events, boolean real) {
    int wanted = 0;
    KieSession session = RuleSet.newKieSession(base);
    try {
      RuleNetwork network = new RuleNetwork(base, session, rules.tree());
      for (int i = 0; i < events; i++) {
        Event event = event(real);
        boolean asked = asksAll(base, session, event);
        assertThat(wants(network, event)).as("%s", event.document()).isEqualTo(asked);
        wanted += asked ? 1 : 0;
      }
    } finally {
      session.dispose();
    }
    return wanted;
  }

  private static boolean wants(RuleNetwork network, Event event) {
    try {
      return network.wants(event);
    } catch (RuntimeException e) {
      return true;
    }
  }

  private static boolean asksAll(KieBase base, KieSession session, Event event) {
    DefaultFactHandle handle = new DefaultFactHandle(-1, event);
    for (ObjectTypeNode type : ((InternalRuleBase) base).getRete().getObjectTypeNodes()) {
      if (type.isAssignableFrom(new ClassObjectType(event.getClass()))) {
        for (NetworkNode node : type.getSinks()) {
          if (accepts(node, handle, (ValueResolver) session)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean accepts(
      NetworkNode node, DefaultFactHandle handle, ValueResolver session) {
    if (!(node instanceof AlphaNode alpha)) {
      return true;
    }
    try {
      if (!alpha.getConstraint().isAllowed(handle, session)) {
        return false;
      }
    } catch (RuntimeException e) {
      return true;
    }
    for (NetworkNode sink : alpha.getSinks()) {
      if (accepts(sink, handle, session)) {
        return true;
      }
    }
    return false;
  }

  private String list(int count, String between, int depth) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < count; i++) {
      list.append(i == 0 ? "" : between).append(condition(depth));
    }
    return list.toString();
  }

  private String condition(int depth) {
    int kind = random.nextInt(depth > 0 ? 14 : 10);
    return switch (kind) {
      case 0 -> field() + ".has(\"" + pick(VALUES).replace("\n", "\\n") + "\")";
      case 1 -> field() + ".present";
      case 2 -> field() + ".like(tools())";
      case 3 -> field() + ".like(made())";
      case 4 -> field() + ".mentionsAddress(\"169.254.169.254\")";
      case 5 -> field() + ".cidrMatch(\"169.254.0.0/16\", \"10.0.0.0/8\")";
      case 6 -> field() + ".regex" + pick(CASES) + "(\"c.*l\", \".*[0-9]{3}.*\")";
      case 7 -> random.nextInt(4) == 0 ? "throwing(this)" : "processEntityId == null";
      case 10 -> "(" + list(2 + random.nextInt(2), " && ", depth - 1) + ")";
      case 11 -> "(" + list(2 + random.nextInt(2), " || ", depth - 1) + ")";
      case 12 -> "!(" + list(2, " || ", depth - 1) + ")";
      case 13 -> "!" + field() + pick(LIKES) + "(\"" + pick(PATTERNS) + "\")";
      default -> field() + pick(LIKES) + "(\"" + pick(PATTERNS) + "\", \"" + pick(PATTERNS) + "\")";
    };
  }

  private String field() {
    String field = FIELDS[random.nextInt(FIELDS.length)];
    return FieldNames.isAccessor(FieldNames.accessor(field))
        ? FieldNames.accessor(field)
        : "field(\"" + field + "\")";
  }

  private Event event(boolean real) {
    Map<String, Values> fields = new HashMap<>();
    for (String field : FIELDS) {
      int count = random.nextInt(5);
      String[] values = new String[count == 4 ? 0 : count == 3 ? 2 : 1];
      for (int i = 0; i < values.length; i++) {
        values[i] = pick(VALUES);
      }
      fields.put(field, Values.of(values));
    }
    if (real) {
      fields.put("event.type", Values.of("start"));
      fields.put(
          "event.action", Values.of(random.nextInt(4) == 0 ? "connection_attempted" : "exec"));
      fields.put("host.os.type", Values.of("linux"));
      fields.put("host.id", Values.of("h"));
      fields.put("process.entity_id", Values.of("p"));
      fields.put("process.parent.entity_id", Values.of("q"));
      fields.put("destination.ip", Values.of(pick(VALUES)));
      fields.put("process.parent.executable", Values.of(pick(VALUES)));
    }
    StubDocument document = new StubDocument(fields, 0);
    EventOrder order = new EventOrder(0, null, 0);
    return real && random.nextInt(4) == 0
        ? new NetworkEvent(document, order)
        : new ProcessEvent(document, order);
  }

  private String pick(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
