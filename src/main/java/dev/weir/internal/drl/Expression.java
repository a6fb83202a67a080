package dev.weir.internal.drl;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A part of a condition, a consequence or a function, with its offsets in the file. Immutable. */
public sealed interface Expression {

  /** Where it begins in its file. */
  int start();

  /** Where it ends, past its last character. */
  int end();

  /** The expressions it is made of, in the order written. */
  default List<Expression> parts() {
    return List.of();
  }

  /** Itself, and all that it is made of at any depth, in the order written. */
  default Stream<Expression> walk() {
    return Stream.concat(Stream.of(this), parts().stream().flatMap(Expression::walk));
  }

  /** All of a kind that it is made of at any depth, itself included. */
  default <T extends Expression> Stream<T> walk(Class<T> kind) {
    return walk().filter(kind::isInstance).map(kind::cast);
  }

  /** Whether it reads something of a name: a variable, or a property of any owner. */
  default boolean mentions(String name) {
    return walk().anyMatch(part -> part.isNamed(name));
  }

  /** Whether it is a variable or a property of this name. */
  default boolean isNamed(String name) {
    return !(this instanceof Call) && name().equals(name);
  }

  /** The name of a variable, a property or the method called; else empty. */
  default String name() {
    return "";
  }

  /** The expression without the parentheses around it. */
  default Expression bare() {
    return this;
  }

  /** A string in double quotation marks, with its value. */
  record Text(String value, int start, int end) implements Expression {}

  /** A number, a duration, a character, true, false or null, as written. */
  record Literal(String text, int start, int end) implements Expression {}

  /** A variable, or a property of the pattern's own fact. */
  record Name(String name, int start, int end) implements Expression {}

  /** A property of the expression before the dot. */
  record Member(Expression owner, String name, int start, int end) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(owner);
    }
  }

  /** A call; without an owner it is of a function, or of the pattern's own fact. */
  record Call(
      @Nullable Expression owner,
      String name,
      int nameStart,
      List<Expression> arguments,
      int start,
      int end)
      implements Expression {
    @Override
    public List<Expression> parts() {
      return owner == null
          ? arguments
          : Stream.concat(Stream.of(owner), arguments.stream()).toList();
    }

    /** Whether it calls a function or a method of the pattern's own fact. */
    public boolean isOf(String function) {
      return owner == null && name.equals(function);
    }
  }

  /** A {@code new} object of a type without its package. */
  record Creation(String type, int typeStart, List<Expression> parts, int start, int end)
      implements Expression {}

  /** An operator and its operands. */
  record Operation(
      String operator,
      boolean negated,
      List<String> range,
      List<Expression> parts,
      int start,
      int end)
      implements Expression {
    /** Whether it has two operands and this operator. */
    public boolean is(String symbol) {
      return operator.equals(symbol) && parts.size() == 2;
    }
  }

  /** An expression in parentheses. */
  record Group(Expression inner, int start, int end) implements Expression {
    @Override
    public List<Expression> parts() {
      return List.of(inner);
    }

    @Override
    public Expression bare() {
      return inner.bare();
    }
  }

  /** Anything else, through the expressions found in it. */
  record Other(List<Expression> parts, int start, int end) implements Expression {}
}
