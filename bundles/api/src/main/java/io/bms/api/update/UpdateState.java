// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.update;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How far updates are.
 *
 * @param phase what happens now
 * @param id of the update that it happens with; empty while idle
 * @param since when the phase began
 * @param findings what is not yet as it was before, for people; in the gate and on the way back
 * @param inForce the update in force, or {@code distribution}
 * @param onTrial what the next start tries, or what this one tries
 */
public record UpdateState(
        Phase phase,
        Optional<String> id,
        Instant since,
        List<String> findings,
        String inForce,
        Optional<String> onTrial) {
    public UpdateState {
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(inForce, "inForce");
        Objects.requireNonNull(onTrial, "onTrial");
        findings = List.copyOf(findings);
    }

    /** A step of an installation. */
    public enum Phase {
        IDLE,
        /** The package is read, and its files are put where they are found. */
        STAGING,
        /** Bundles are stopped, replaced and started. */
        SWAPPING,
        /** It is compared with what was before. */
        GATE,
        /** What was before is put back, and compared too. */
        TAKING_BACK,
        /** The process is about to end and to start again. */
        RESTARTING;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
