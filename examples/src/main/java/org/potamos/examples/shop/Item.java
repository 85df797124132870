package org.potamos.examples.shop;

import static org.potamos.validators.Validators.atMost;
import static org.potamos.validators.Validators.notNegative;

import org.potamos.refs.Ref;
import org.potamos.validators.Invariant;

/** An item of the shop: three refs that agree at every commit, and of which none is too low. */
record Item(String name, long price, Ref<Integer> delivered, Ref<Integer> sold, Ref<Integer> left) {

  static Item of(String name, long price, int pieces) {
    Ref<Integer> delivered =
        Ref.builder(pieces).name(name + ".delivered").validator(atMost(1_000_000)).build();
    Ref<Integer> sold = Ref.builder(0).name(name + ".sold").build();
    Ref<Integer> left = Ref.builder(pieces).name(name).validator(notNegative()).build();
    Invariant.over(delivered, sold, left)
        .named(name + ".books")
        .enforce((d, s, l) -> s + l == d, "sum up: sold and left are what was delivered");
    return new Item(name, price, delivered, sold, left);
  }

  /** Takes pieces from the stock, perhaps below 0: then no transaction with this commits. */
  int sell(int pieces) {
    sold.alter(Integer::sum, pieces);
    return left.alter(there -> there - pieces);
  }

  void restock(int pieces) {
    delivered.alter(Integer::sum, pieces);
    left.alter(Integer::sum, pieces);
  }

  Line line() {
    return new Line(name, delivered.deref(), sold.deref(), left.deref());
  }

  /** What a report says of an item. */
  record Line(String item, int delivered, int sold, int left) {}
}
