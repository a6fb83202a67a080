package dev.weir.internal.service.console;

import dev.weir.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The processes that an alert's events tell of: the ancestors, those that started or connected, and
 * what they connected to.
 */
final class ProcessTree {

  /** Other processes of the events, with what their events name, for the ancestors. */
  private static final List<String> LEADERS =
      List.of("process.entry_leader", "process.session_leader", "process.group_leader");

  private static final int MAX_ANCESTORS = 32;
  private static final int MAX_ROWS = 60;

  /**
   * A line of the tree.
   *
   * @param depth 0 for a root
   * @param title the name of the program, or the address of a connection
   * @param detail the command line, or what else is known
   * @param user whose process it is; empty if unknown
   * @param kind what it is
   */
  record Row(int depth, String title, String detail, String user, Kind kind) {}

  /** What a line of the tree is. */
  enum Kind {
    /** A process that an event only mentions. */
    ANCESTOR,
    /** Ancestors of which only the ids are known. */
    UNNAMED,
    /** A process that an event of the alert is about. */
    ACTOR,
    /** What such a process did. */
    ACTION
  }

  private static final class Node {
    String name = "";
    String executable = "";
    String commandLine = "";
    String pid = "";
    String user = "";
    boolean actor;
    String parent = "";
    final List<Event> actions = new ArrayList<>();
    final List<Node> children = new ArrayList<>();

    boolean isUnnamed() {
      return !actor && name.isEmpty() && executable.isEmpty() && actions.isEmpty();
    }
  }

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  private ProcessTree() {}

  /** The lines of the tree, from the top. */
  static List<Row> of(List<Event> events) {
    ProcessTree tree = new ProcessTree();
    events.forEach(tree::add);
    tree.nodes.values().stream()
        .filter(node -> !node.parent.isEmpty())
        .forEach(node -> tree.node(node.parent).children.add(node));
    List.copyOf(tree.nodes.values()).stream()
        .filter(node -> node.parent.isEmpty())
        .forEach(root -> tree.write(root, 0, 0));
    return List.copyOf(tree.rows.subList(0, Math.min(MAX_ROWS, tree.rows.size())));
  }

  /** The tree in words, for those who cannot see it. */
  static String words(List<Row> rows) {
    return rows.stream()
        .map(
            row ->
                "Level %d: %s%s%s."
                    .formatted(
                        row.depth + 1,
                        row.title,
                        row.user.isEmpty() ? "" : ", user " + row.user,
                        row.detail.isEmpty() ? "" : ", " + row.detail))
        .collect(Collectors.joining(" "));
  }

  private void add(Event event) {
    String id = value(event, "process.entity_id");
    if (id.isEmpty() && value(event, "process.name").isEmpty()) {
      return;
    }
    Node process = node(id.isEmpty() ? "event " + event.order() : id);
    process.actor = true;
    fill(process, event, "process");
    process.user = known(process.user, value(event, "user.name"));
    process.actions.add(event);
    String parent = value(event, "process.parent.entity_id");
    List<String> ancestry = event.field("process.Ext.ancestry").list();
    List<String> chain = new ArrayList<>();
    if (!parent.isEmpty()) {
      chain.add(parent);
    }
    ancestry.stream().limit(MAX_ANCESTORS).filter(one -> !chain.contains(one)).forEach(chain::add);
    Node child = process;
    for (String ancestor : chain) {
      if (ancestor.equals(id)) {
        break; // no process is its own ancestor
      }
      if (child.parent.isEmpty() && !isBelow(ancestor, child)) {
        child.parent = ancestor;
      }
      child = node(ancestor);
    }
    if (!parent.isEmpty()) {
      fill(node(parent), event, "process.parent");
    }
    for (String leader : LEADERS) {
      String leaderId = value(event, leader + ".entity_id");
      if (chain.contains(leaderId)) {
        fill(node(leaderId), event, leader);
      }
    }
  }

  /** Whether a process descends from another already, so that it cannot be its ancestor. */
  private boolean isBelow(String id, Node other) {
    Node at = nodes.get(id);
    for (int i = 0; at != null && i <= nodes.size(); i++) {
      if (at == other) {
        return true;
      }
      at = nodes.get(at.parent);
    }
    return false;
  }

  private Node node(String id) {
    return Objects.requireNonNull(nodes.computeIfAbsent(id, none -> new Node()));
  }

  private static void fill(Node node, Event event, String prefix) {
    node.name = known(node.name, value(event, prefix + ".name"));
    node.executable = known(node.executable, value(event, prefix + ".executable"));
    node.commandLine = known(node.commandLine, value(event, prefix + ".command_line"));
    node.pid = known(node.pid, value(event, prefix + ".pid"));
  }

  private static String known(String before, String now) {
    return before.isEmpty() ? now : before;
  }

  static String value(Event event, String field) {
    String first = event.field(field).first();
    return first == null ? "" : first;
  }

  private void write(Node node, int depth, int unnamed) {
    if (rows.size() >= MAX_ROWS) {
      return;
    }
    if (node.isUnnamed() && node.children.size() == 1) {
      write(node.children.get(0), depth, unnamed + 1);
      return;
    }
    int at = depth;
    if (unnamed > 0) {
      String title = unnamed == 1 ? "a process" : unnamed + " processes";
      rows.add(new Row(at++, title, "not named by the events", "", Kind.UNNAMED));
    }
    String title = node.name.isEmpty() ? known(node.executable, "a process") : node.name;
    String pid = node.pid.isEmpty() ? "" : " (" + node.pid + ")";
    String detail = node.commandLine.isEmpty() ? node.executable : node.commandLine;
    rows.add(new Row(at, title + pid, detail, node.user, node.actor ? Kind.ACTOR : Kind.ANCESTOR));
    for (Event action : node.actions) {
      String words = action(action);
      if (!words.isEmpty()) {
        rows.add(new Row(at + 1, words, more(action), "", Kind.ACTION));
      }
    }
    for (Node child : node.children) {
      write(child, at + 1, 0);
    }
  }

  /** What an event did beyond a start, which the process itself shows. */
  private static String action(Event event) {
    String address = value(event, "destination.ip");
    if (!address.isEmpty()) {
      String port = value(event, "destination.port");
      String written = address.contains(":") ? "[" + address + "]" : address;
      return "connects to " + written + (port.isEmpty() ? "" : ":" + port);
    }
    boolean start = event.field("event.action").has("exec", "fork", "start");
    return start ? "" : value(event, "event.action").replace('_', ' ');
  }

  private static String more(Event event) {
    String transport = value(event, "network.transport");
    String from = value(event, "source.ip");
    return transport
        + (transport.isEmpty() || from.isEmpty() ? "" : " ")
        + (from.isEmpty() ? "" : "from " + from);
  }
}
