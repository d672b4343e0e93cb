// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.service.unconfirmed.WhoIsRequest;
import io.bms.api.driver.DiscoveryRequest.Range;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.link.Stack;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Asks everybody by broadcast, a few times, since a broadcast may get lost. Thread: bms-bacnet-worker. */
final class BroadcastFinder implements Finder {
    private static final int ROUNDS = 3;
    private static final long ROUND_MS = 1000;

    private final List<Range> ranges;
    private final BacnetPort port;
    private final ScheduledExecutorService worker;
    private final BooleanSupplier over;
    private int rounds;

    /** @param over the search has ended */
    BroadcastFinder(List<Range> ranges, BacnetPort port, ScheduledExecutorService worker, BooleanSupplier over) {
        this.ranges = ranges;
        this.port = port;
        this.worker = worker;
        this.over = over;
    }

    @Override
    public void start() {
        round();
    }

    private void round() {
        if (rounds++ < ROUNDS && !over.getAsBoolean()) {
            port.stack().ifPresent(this::ask);
            worker.schedule(this::round, ROUND_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void ask(Stack stack) {
        if (ranges.isEmpty()) {
            stack.broadcast(new WhoIsRequest());
        }
        ranges.forEach(range -> stack.broadcast(new WhoIsRequest(range.low(), range.high())));
    }

    @Override
    public boolean isOver() {
        return rounds > ROUNDS;
    }

    @Override
    public double progress() {
        return Math.min(1, (double) rounds / (ROUNDS + 1));
    }

    @Override
    public boolean wants(IAm device) {
        return true;
    }
}
