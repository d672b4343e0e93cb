// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * That a rule's point is not judged, since another one is in a state, or was until lately.
 *
 * @param rule the alarm that the rule raises
 * @param left when that state was left; empty while the point is in it
 */
record KeptHold(AlarmId rule, Optional<Instant> left) {
    KeptHold {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(left, "left");
    }
}
