// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The building's time zone, by a name that browsers know too: one of the IANA data base. Java has others, such as
 * {@code GMT+02:00}, with which a page could show no time at all.
 */
final class SiteTimeZone {
    private static final Set<String> KNOWN = ZoneId.getAvailableZoneIds();
    private static final int HOUR = 3600;
    private static final Logger LOG = LoggerFactory.getLogger(SiteTimeZone.class);

    private SiteTimeZone() {}

    static ZoneId of(String configured) {
        if (!KNOWN.contains(configured)) {
            throw new IllegalArgumentException(
                    "siteTimeZone = " + configured + " is no time zone; use a name as in Europe/Berlin, or UTC");
        }
        return ZoneId.of(configured);
    }

    /** @param machine the machine's own, which is not for us to refuse */
    static ZoneId of(ZoneId machine) {
        if (KNOWN.contains(machine.getId())) {
            return machine;
        }
        if (machine.getRules().isFixedOffset()) {
            int seconds = machine.getRules().getOffset(Instant.EPOCH).getTotalSeconds();
            String name = "Etc/GMT" + (seconds > 0 ? "-" : "+") + Math.abs(seconds / HOUR);
            if (seconds % HOUR == 0 && KNOWN.contains(name)) {
                return ZoneId.of(name);
            }
        }
        LOG.warn(
                "this machine's time zone {} has no name that browsers know, so pages show UTC; set siteTimeZone",
                machine);
        return ZoneId.of("UTC");
    }
}
