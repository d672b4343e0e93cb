// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Batches that were given to a connection at QoS 0, where nobody says that they arrived. What was given to
 * it later and is acknowledged says so, since a connection keeps the order. Thread: bms-mqtt-session.
 */
final class Unproven {
    private record Given(long number, Batch batch) {}

    private final Deque<Given> given = new ArrayDeque<>();
    private long last;

    /** @return the oldest, where there are more than {@code most}: nothing here vouches for them any longer */
    List<Batch> add(Batch batch, int most) {
        given.add(new Given(++last, batch));
        List<Batch> tooMany = new ArrayList<>();
        while (given.size() > most) {
            tooMany.add(given.remove().batch());
        }
        return tooMany;
    }

    /** It is known not to have gone out; false if it was proven or is not here for another reason. */
    boolean remove(Batch batch) {
        return given.removeIf(one -> one.batch() == batch);
    }

    /** The number of the batch that was given last. */
    long mark() {
        return last;
    }

    /** Something that was given after the batch of this number has arrived. */
    void proven(long mark) {
        while (!given.isEmpty() && given.peek().number() <= mark) {
            given.remove();
        }
    }

    /** All of them; they are no longer here. */
    List<Batch> takeAll() {
        List<Batch> all = given.stream().map(Given::batch).toList();
        given.clear();
        return all;
    }
}
