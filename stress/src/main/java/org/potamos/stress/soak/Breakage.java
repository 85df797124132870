package org.potamos.stress.soak;

/** What can be made wrong on purpose, to show that it is found. */
enum Breakage {
  /** One operation of an atom is not recorded. */
  ATOM_LOSE,
  /** An atom is said to have shown a value that it had long before. */
  ATOM_STALE,
  /** An ordered watch misses one change. */
  WATCH_SKIP,
  /** An ordered watch is told of one change twice. */
  WATCH_TWICE,
  /** A synchronous watch misses one change. */
  WATCH_DEAF,
  /** A transaction is said to have read a value that was replaced long before. */
  TX_STALE,
  /** Transactions that should be serializable run under snapshot isolation. */
  TX_SKEW,
  /** A transaction that has committed is said to have failed. */
  TX_DIRTY,
  /** An action is recorded and never sent. */
  AGENT_LOSE,
  /** An action is sent twice. */
  AGENT_TWICE,
  /** Two actions of one sender change places. */
  AGENT_SWAP,
  /** What a failed transaction has sent is sent all the same. */
  AGENT_UNHELD,
  /** An item that was taken is not recorded. */
  ITEM_LOSE,
  /** An item is taken twice. */
  ITEM_TWICE,
  /** Auditors add up outside of a transaction while a transfer takes something away. */
  SUM,
  /** A commute is counted that never happened. */
  COUNT,
  /** What a watch throws is thrown once more than is heard. */
  DEAF,
  /** References that were dropped stay reachable. */
  LEAK,
  /** A workload stops. */
  STUCK
}
