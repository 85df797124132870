package org.potamos.refs.terms;

/**
 * A function from value to value.
 *
 * @param code what it does
 * @param operand with what
 */
record Op(Code code, int operand) {
  /** Stands for null in the model. */
  static final int NIL = Integer.MIN_VALUE;

  /** Keeps values short. */
  private static final int BOUND = 1000;

  /** The functions. */
  enum Code {
    /** Adds the operand. */
    ADD,
    /** Multiplies by the operand: does not commute with adding. */
    TIMES,
    /** Answers the operand. */
    CONST,
    /** Answers null. */
    NULL,
    /** Throws if the value is odd, else adds the operand. */
    ADD_TO_EVEN,
    /** Uses the ref with the operand as its number; only for commute, where it must be refused. */
    USE_REF
  }

  int apply(int value) {
    return switch (code) {
      case ADD -> add(value, operand);
      case TIMES -> number(value) * operand % BOUND;
      case CONST -> operand;
      case NULL -> NIL;
      case ADD_TO_EVEN -> {
        if (isOdd(value)) {
          throw new Kind.UncheckedFailure();
        }
        yield add(value, operand);
      }
      case USE_REF -> throw new AssertionError("evaluators look after it");
    };
  }

  static int add(int a, int b) {
    return (number(a) + number(b)) % BOUND;
  }

  static boolean isOdd(int value) {
    return number(value) % 2 != 0;
  }

  private static int number(int value) {
    return value == NIL ? 0 : value;
  }

  static String show(int value) {
    return value == NIL ? "null" : Integer.toString(value);
  }

  @Override
  public String toString() {
    return switch (code) {
      case ADD -> "+" + operand;
      case TIMES -> "*" + operand;
      case CONST -> ":=" + operand;
      case NULL -> ":=null";
      case ADD_TO_EVEN -> "evenElseThrow+" + operand;
      case USE_REF -> "use " + Term.name(operand);
    };
  }
}
