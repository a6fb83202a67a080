package dev.weir.read;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that a walk through a document looks out for, as a tree of their segments. */
final class FieldTree {

  /**
   * A place in the tree; {@code slot} is the index of the name that ends here, -1 where none does.
   */
  static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private int slot = -1;

    int slot() {
      return slot;
    }

    /** Where a key leads, which may itself be dotted; null where nothing wanted lies below it. */
    @Nullable Node child(String key) {
      Node child = children.get(key);
      return child != null || key.indexOf('.') < 0 ? child : dotted(key);
    }

    private @Nullable Node dotted(String key) {
      Node node = this;
      int start = 0;
      while (node != null) {
        int dot = key.indexOf('.', start);
        node = node.children.get(key.substring(start, dot < 0 ? key.length() : dot));
        if (dot < 0) {
          return node;
        }
        start = dot + 1;
      }
      return null;
    }
  }

  private final Node root = new Node();

  /** A tree of dotted names; a name's slot is its index in the list. */
  FieldTree(List<String> dottedNames) {
    for (int slot = 0; slot < dottedNames.size(); slot++) {
      Node node = root;
      for (String segment : dottedNames.get(slot).split("\\.", -1)) {
        node = node.children.computeIfAbsent(segment, ignored -> new Node());
      }
      node.slot = slot;
    }
  }

  Node root() {
    return root;
  }
}
