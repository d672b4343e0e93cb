// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.alarm.AlarmRule;
import java.util.HashMap;
import java.util.Map;

/**
 * Rules of alarm that say the same in part, as those do that a program makes by the thousand, have that part in common:
 * so each takes half the memory. Thread: one.
 */
final class SharedParts {
    private final Map<Object, Object> known = new HashMap<>();

    /** One that is kept as it is; others get their parts from it. */
    void learn(AlarmRule rule) {
        of(rule);
    }

    /** An equal rule. */
    AlarmRule of(AlarmRule rule) {
        return new AlarmRule(
                shared(rule.name()),
                rule.pointId(),
                shared(rule.offence()),
                shared(rule.delay()),
                shared(rule.clearDelay()),
                rule.priority(),
                shared(rule.text()),
                shared(rule.suppressWhen()),
                rule.latching());
    }

    /** The class of what is equal is the same. */
    @SuppressWarnings("unchecked")
    private <T> T shared(T part) {
        Object first = known.putIfAbsent(part, part);
        return first == null ? part : (T) first;
    }
}
