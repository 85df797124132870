package org.potamos.validators;

import org.jspecify.annotations.Nullable;

/** A number of a small domain, whose text is a secret unless it is a limit. */
final class Item implements Comparable<Item> {
  static final String SECRET = "hush";
  static final int COUNT = 5;

  private final int number;
  private final String text;

  private Item(int number, String text) {
    this.number = number;
    this.text = text;
  }

  static Item value(int number) {
    return new Item(number, SECRET + number);
  }

  static Item limit(int number) {
    return new Item(number, "limit" + number);
  }

  int number() {
    return number;
  }

  @Override
  public int compareTo(Item other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Item item && item.number == number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public String toString() {
    return text;
  }
}
