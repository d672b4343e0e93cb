// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a message of Sparkplug says (Sparkplug 3.0, 6.4.1).
 *
 * @param seq 0 to 255; an NDEATH and commands have none
 */
public record Payload(Optional<Instant> timestamp, OptionalInt seq, List<Metric> metrics) {
    public Payload {
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(seq, "seq");
        metrics = List.copyOf(metrics);
    }
}
