// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.point.Sample;
import java.util.List;
import java.util.Objects;

/**
 * Samples that go out together.
 *
 * @param id goes with them however often they are sent, so that a receiver can tell a repeat
 */
record Batch(String id, List<Sample> samples) {
    Batch {
        Objects.requireNonNull(id, "id");
        samples = List.copyOf(samples);
    }

    /** Half of a batch that is too large for the broker; equal each time, with an id of its own. */
    Batch firstHalf() {
        return new Batch(id + ".1", samples.subList(0, samples.size() / 2));
    }

    Batch secondHalf() {
        return new Batch(id + ".2", samples.subList(samples.size() / 2, samples.size()));
    }
}
