// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.bacnet.value.PropertyKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one read has yet to ask for, and how much of it the next request takes. First come the parts of what failed,
 * then the properties that were not asked for yet, and last those that are asked for alone. Thread: bms-bacnet-worker.
 */
final class PartQueue {
    private final DeviceMemory memory;
    private final AnswerLimit limit;
    private final boolean bulk;
    private final Deque<RequestPart> parts = new ArrayDeque<>();
    private final Deque<PropertyKey> remaining = new ArrayDeque<>();
    private final Deque<PropertyKey> alone = new ArrayDeque<>();
    private boolean tried;

    /** @param bulk answers may be as long as the device can send them */
    PartQueue(DeviceMemory memory, boolean bulk) {
        this.memory = memory;
        this.bulk = bulk;
        limit = memory.limit(bulk);
    }

    /** Adds a property that is asked for together with others. */
    void add(PropertyKey key) {
        remaining.add(key);
    }

    /** Adds a property that is asked for by itself, after all others. */
    void addAlone(PropertyKey key) {
        alone.add(key);
    }

    /** Puts the pieces of a part before everything else, in their order. */
    void split(RequestPart part, List<List<PropertyKey>> pieces, Runnable lesson) {
        List<RequestPart> split = part.into(pieces, lesson);
        for (int i = split.size() - 1; i >= 0; i--) {
            parts.addFirst(split.get(i));
        }
    }

    /** Nothing was added. */
    boolean isEmpty() {
        return remaining.isEmpty() && alone.isEmpty();
    }

    /** Takes what the next request is to ask for; empty if there is nothing more. */
    Optional<RequestPart> next() {
        RequestPart part = parts.poll();
        if (part != null && part.size() > 1 && memory.octets(part.keys()) > limit.now()) {
            split(part, Pieces.upTo(limit.now(), part.keys(), memory::octets), () -> {});
            part = parts.poll();
        }
        if (part != null) {
            return Optional.of(part);
        }
        return remaining.isEmpty()
                ? Optional.ofNullable(alone.poll()).map(key -> RequestPart.whole(List.of(key), false))
                : Optional.of(nextBatch());
    }

    /** As many properties as the device is known to take, or more where it is time to try. */
    private RequestPart nextBatch() {
        int mostKeys = memory.mostAtOnce(bulk);
        int most = tried ? limit.now() : limit.next();
        List<PropertyKey> batch = new ArrayList<>(Math.min(mostKeys, remaining.size()));
        int octets = 0;
        while (!remaining.isEmpty()
                && batch.size() < mostKeys
                && (batch.isEmpty() || octets + memory.octets(remaining.peek()) <= most)) {
            octets += memory.octets(remaining.peek());
            batch.add(remaining.poll());
        }
        boolean trial = batch.size() > 1 && octets > limit.now();
        tried |= trial;
        return RequestPart.whole(batch, trial);
    }

    /** Asks for nothing more, and hands out everything that is left. */
    void drop(Consumer<PropertyKey> left) {
        parts.forEach(part -> part.keys().forEach(left));
        remaining.forEach(left);
        alone.forEach(left);
        parts.clear();
        remaining.clear();
        alone.clear();
    }
}
