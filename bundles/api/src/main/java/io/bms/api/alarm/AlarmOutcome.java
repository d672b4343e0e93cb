// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import io.bms.api.ErrorCode;
import java.util.Objects;
import java.util.Optional;

/**
 * What an action came to on one alarm.
 *
 * @param refused why it was not done; empty if it was
 * @param seq what the alarm has now; 0 if there is none
 */
public record AlarmOutcome(AlarmId id, Optional<ErrorCode> refused, long seq) {
    public AlarmOutcome {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(refused, "refused");
    }
}
