// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.update;

import java.time.Instant;
import java.util.Objects;

/**
 * What became of an update at one time.
 *
 * @param outcome for people: {@code in force}, {@code taken back: …}, {@code inconclusive: …}, {@code refused: …}
 */
public record UpdateRecord(Instant at, String id, String outcome) {
    public UpdateRecord {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(outcome, "outcome");
    }
}
