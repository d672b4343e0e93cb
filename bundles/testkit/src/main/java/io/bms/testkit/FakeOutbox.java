// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.outbox.BatchOutbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** An outbox in memory, on a disk that can be full. */
public final class FakeOutbox implements BatchOutbox {
    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private long next = 1;
    private boolean full;

    @Override
    public synchronized void keep(Instant at, List<byte[]> payloads) {
        if (full) {
            throw new UncheckedIOException(new IOException("the disk is full"));
        }
        payloads.forEach(payload -> kept.put(next, new Kept(next++, at, payload.clone())));
    }

    @Override
    public synchronized List<Kept> oldest(int most) {
        return kept.values().stream().limit(most).toList();
    }

    @Override
    public synchronized void sent(long id) {
        kept.remove(id);
    }

    public synchronized void full(boolean now) {
        full = now;
    }

    public synchronized int size() {
        return kept.size();
    }
}
