package org.potamos.stress.soak;

import java.util.List;

/** What a run has to report. */
record Results(
    Options options,
    Findings findings,
    Injections injections,
    long interruptsSent,
    long interruptsHeard,
    List<Meter> meters,
    List<Long> heap,
    long heapBound,
    int mostThreads,
    long bytesWritten,
    HistoryChecker checker) {

  boolean hasPassed() {
    return findings.count() == 0;
  }
}
