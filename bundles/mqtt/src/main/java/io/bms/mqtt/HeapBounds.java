// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.memory.HeapGauge;
import io.bms.api.memory.HeapLevel;
import java.util.concurrent.atomic.AtomicReference;

/** Bounds of what waits in memory, smaller while the heap is short by the gauge that is there now. Thread: any. */
final class HeapBounds {
    private final AtomicReference<HeapGauge> gauge = new AtomicReference<>(HeapGauge.NONE);

    void gauge(HeapGauge now) {
        gauge.set(now);
    }

    void gaugeGone(HeapGauge gone) {
        gauge.compareAndSet(gone, HeapGauge.NONE);
    }

    /** Of a bound, while the heap is large enough, or the smaller one. */
    int most(int usually, int whileShort) {
        return gauge.get().level().isAtLeast(HeapLevel.SHORT) ? whileShort : usually;
    }
}
