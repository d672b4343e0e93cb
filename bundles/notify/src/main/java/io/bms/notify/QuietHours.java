// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.settings.UnusableSetting;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/** A time of each day in which people are told of the critical only; over midnight where it ends before it begins. */
record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {
    static QuietHours parse(String text, ZoneId zone) {
        String[] ends = text.split("-", -1);
        try {
            if (ends.length == 2) {
                LocalTime from = LocalTime.parse(ends[0].strip());
                LocalTime to = LocalTime.parse(ends[1].strip());
                if (!from.equals(to)) {
                    return new QuietHours(from, to, zone);
                }
            }
        } catch (DateTimeParseException e) {
            throw unusable(text);
        }
        throw unusable(text);
    }

    private static UnusableSetting unusable(String text) {
        return new UnusableSetting("quietHours", text, "use two times of day, as in 22:00-06:00");
    }

    boolean contain(Instant now) {
        LocalTime time = now.atZone(zone).toLocalTime();
        boolean begun = !time.isBefore(from);
        boolean over = !time.isBefore(to);
        return from.isBefore(to) ? begun && !over : begun || !over;
    }
}
