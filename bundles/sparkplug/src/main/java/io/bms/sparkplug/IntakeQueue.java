// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples on their way to the thread that tells them. It holds {@value #MOST} at most; what comes beyond that is
 * dropped and counted, and the history has it. Thread: any.
 */
final class IntakeQueue {
    static final int MOST = 50_000;

    private List<Sample> waiting = new ArrayList<>();
    private boolean open;
    private long dropped;

    /** Whether there is anybody to tell; what waits is forgotten when there is nobody. */
    synchronized void open(boolean now) {
        open = now;
        if (!now) {
            waiting = new ArrayList<>();
        }
    }

    synchronized void accept(SampleBatch batch) {
        if (!open) {
            return;
        }
        int room = Math.min(MOST - waiting.size(), batch.samples().size());
        waiting.addAll(batch.samples().subList(0, room));
        dropped += batch.samples().size() - room;
    }

    synchronized List<Sample> take() {
        List<Sample> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    synchronized long dropped() {
        return dropped;
    }
}
