// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.update.UpdateState;
import io.bms.api.update.UpdateState.Phase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far an installation is. One writes; thread of the others: any. */
final class Progress {
    private final Clock clock;
    private final Runnable changed;
    private volatile Step now;

    private record Step(Phase phase, String id, Instant since, List<String> findings) {}

    /** @param changed called when another phase has begun, by whoever began it */
    Progress(Clock clock, Runnable changed) {
        this.clock = clock;
        this.changed = changed;
        now = new Step(Phase.IDLE, "", clock.instant(), List.of());
    }

    /** @param id empty while it is not known */
    void enter(Phase phase, String id) {
        now = new Step(phase, id, clock.instant(), List.of());
        changed.run();
    }

    void idle() {
        enter(Phase.IDLE, "");
    }

    void found(List<String> findings) {
        Step step = now;
        now = new Step(step.phase, step.id, step.since, List.copyOf(findings));
    }

    UpdateState state(String inForce, Optional<String> onTrial) {
        Step step = now;
        return new UpdateState(
                step.phase,
                step.id.isEmpty() ? Optional.empty() : Optional.of(step.id),
                step.since,
                step.findings,
                inForce,
                onTrial);
    }
}
