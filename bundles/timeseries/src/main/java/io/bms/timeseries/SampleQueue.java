// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.point.Sample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Samples on their way to the disk. When the disk is behind and the queue is full, the oldest of them
 * are dropped and counted, so that history goes on with what is newest. Never waits long. Thread: any.
 */
final class SampleQueue {
    private final int capacity;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long dropped;

    SampleQueue(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(List<Sample> newest) {
        samples.addAll(newest);
        trim();
    }

    synchronized int size() {
        return samples.size();
    }

    synchronized List<Sample> take() {
        List<Sample> taken = new ArrayList<>(samples);
        samples.clear();
        return taken;
    }

    /** What was taken and could not be written; it is older than all that came since. */
    synchronized void putBack(List<Sample> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            samples.addFirst(taken.get(i));
        }
        trim();
    }

    /** How many were dropped since the start. */
    synchronized long dropped() {
        return dropped;
    }

    private void trim() {
        while (samples.size() > capacity) {
            samples.removeFirst();
            dropped++;
        }
    }
}
