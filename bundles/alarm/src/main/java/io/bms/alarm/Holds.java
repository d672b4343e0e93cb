// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmId;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over a restart which rules are not judged, so that a room still has its chance after one: a point that was
 * in the suppressing state when the gateway ended may have left it at any time since, and is taken to leave it at the
 * first look. What a full disk does not take is kept at the next look. Thread: bms-alarm-engine.
 */
final class Holds {
    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);

    private final AlarmStore store;
    private final Clock clock;
    private final Map<AlarmId, KeptHold> kept = new HashMap<>();

    Holds(AlarmStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        store.holds().forEach(hold -> kept.put(hold.rule(), hold));
    }

    /**
     * How long ago the suppressing state was left, of a rule that is judged for the first time since the start; of a
     * clock that was put back it is not asked.
     */
    Optional<Duration> before(AlarmId rule) {
        Instant now = clock.instant();
        return Optional.ofNullable(kept.get(rule))
                .map(hold -> Duration.between(hold.left().orElse(now), now))
                .map(ago -> ago.isNegative() ? Duration.ZERO : ago);
    }

    /** Keeps how it is now: of each rule whose point is not judged, for how long it has left the state, if it has. */
    void keep(Map<AlarmId, Optional<Duration>> holding) {
        Instant now = clock.instant();
        List<KeptHold> changed = new ArrayList<>();
        holding.forEach((rule, left) -> {
            KeptHold known = kept.get(rule);
            if (known == null || known.left().isPresent() != left.isPresent()) {
                changed.add(new KeptHold(rule, left.map(now::minus)));
            }
        });
        Set<AlarmId> gone = kept.keySet().stream()
                .filter(rule -> !holding.containsKey(rule))
                .collect(Collectors.toSet());
        if (changed.isEmpty() && gone.isEmpty()) {
            return;
        }
        try {
            store.hold(changed, gone);
        } catch (UncheckedIOException e) {
            LOG.debug("which rules are not judged cannot be stored: {}", e.getMessage());
            return;
        }
        changed.forEach(hold -> kept.put(hold.rule(), hold));
        kept.keySet().removeAll(gone);
    }
}
