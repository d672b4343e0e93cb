// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.memory.HeapGauge;
import io.bms.api.memory.HeapLevel;
import java.util.concurrent.atomic.AtomicReference;

/** The gauge that is there now; it comes and goes without a restart of the broker. Thread: any. */
final class CurrentHeap implements HeapGauge {
    private final AtomicReference<HeapGauge> gauge = new AtomicReference<>(HeapGauge.NONE);

    void bind(HeapGauge present) {
        gauge.set(present);
    }

    void unbind(HeapGauge gone) {
        gauge.compareAndSet(gone, HeapGauge.NONE);
    }

    @Override
    public HeapLevel level() {
        return gauge.get().level();
    }
}
