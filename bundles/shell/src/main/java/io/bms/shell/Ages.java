// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in one short word. */
final class Ages {
    private Ages() {}

    static String of(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toMinutes() < 1) {
            return Math.max(0, age.toSeconds()) + " s";
        } else if (age.toHours() < 1) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
    }
}
