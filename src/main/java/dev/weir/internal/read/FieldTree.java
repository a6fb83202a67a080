package dev.weir.internal.read;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dotted names of the wanted fields, as a tree of their segments. */
final class FieldTree {

  /** A node; {@code slot} is the index of the name that ends here, or -1. */
  static final class Node {
    private final @Nullable Node parent;
    private final int number;
    private final Map<String, Node> children = new HashMap<>();
    private int slot = -1;
    private long[] heads = {};
    private byte[][] names = {};
    private @Nullable Node[] named = {};

    private Node(@Nullable Node parent, int number) {
      this.parent = parent;
      this.number = number;
    }

    @Nullable Node parent() {
      return parent;
    }

    /** A number unique in the tree, below {@link FieldTree#size}. */
    int number() {
      return number;
    }

    int slot() {
      return slot;
    }

    /** The child for a key, which may be dotted; null if no wanted field is below it. */
    @Nullable Node child(String key) {
      Node child = children.get(key);
      return child != null || key.indexOf('.') < 0 ? child : dotted(key);
    }

    /** The same for the bytes of a key without dots and escapes. */
    @Nullable Node child(byte[] bytes, int from, int to) {
      if (named.length == 0) {
        return null;
      }
      int length = to - from;
      long head = JsonBytes.head(bytes, from, to);
      int mask = named.length - 1;
      for (int i = place(head, length) & mask; named[i] != null; i = (i + 1) & mask) {
        byte[] name = names[i];
        if (heads[i] == head
            && name.length == length
            && (length <= Long.BYTES || Arrays.equals(bytes, from, to, name, 0, length))) {
          return named[i];
        }
      }
      return null;
    }

    /** Builds the hash table for look-ups by bytes. */
    private void index() {
      int size = children.isEmpty() ? 0 : Integer.highestOneBit(children.size()) * 4;
      heads = new long[size];
      names = new byte[size][];
      named = new @Nullable Node[size];
      children.forEach(
          (segment, node) -> {
            byte[] name = segment.getBytes(StandardCharsets.UTF_8);
            long head = JsonBytes.head(name, 0, name.length);
            int i = place(head, name.length) & (size - 1);
            while (named[i] != null) {
              i = (i + 1) & (size - 1);
            }
            heads[i] = head;
            names[i] = name;
            named[i] = node;
            node.index();
          });
    }

    private static int place(long head, int length) {
      return (int) (((head + length) * 0x9e37_79b9_7f4a_7c15L) >>> 48);
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

  private final Node root = new Node(null, 0);
  private final List<Node> leaves = new ArrayList<>();
  private int size = 1;

  /** Creates a tree; a name's slot is its index in the list. */
  FieldTree(List<String> dottedNames) {
    for (String name : dottedNames) {
      Node node = root;
      for (String segment : name.split("\\.", -1)) {
        Node above = node;
        node = node.children.computeIfAbsent(segment, ignored -> new Node(above, size++));
      }
      node.slot = leaves.size();
      leaves.add(node);
    }
    root.index();
  }

  Node root() {
    return root;
  }

  /** The node of a slot. */
  Node leaf(int slot) {
    return leaves.get(slot);
  }

  /** The number of nodes. */
  int size() {
    return size;
  }
}
