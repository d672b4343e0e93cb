// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.outbox.BatchOutbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** An outbox in memory, on a disk that can be full. */
public final class FakeOutbox implements BatchOutbox {
    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private final TreeSet<String> stale = new TreeSet<>();
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
    public synchronized List<Kept> after(long id, int most) {
        return kept.tailMap(id, false).values().stream().limit(most).toList();
    }

    @Override
    public synchronized void sent(long id) {
        kept.remove(id);
    }

    @Override
    public synchronized void clearLater(List<String> topics) {
        stale.addAll(topics);
    }

    @Override
    public synchronized List<String> toClear(int most) {
        return stale.stream().limit(most).toList();
    }

    @Override
    public synchronized void cleared(List<String> topics) {
        topics.forEach(stale::remove);
    }

    public synchronized void full(boolean now) {
        full = now;
    }

    public synchronized int size() {
        return kept.size();
    }
}
