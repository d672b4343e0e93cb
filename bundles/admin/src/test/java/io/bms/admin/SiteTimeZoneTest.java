// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.ZoneId;
import java.util.List;
import org.junit.Test;

public final class SiteTimeZoneTest {
    @Test
    public void of_configuredByName_isThat() {
        for (String name : List.of("Europe/Berlin", "UTC", "Etc/GMT-2")) {
            assertEquals(name, SiteTimeZone.of(name).getId());
        }
    }

    @Test
    public void of_configuredAsOnlyJavaKnowsIt_isRefused() {
        for (String name : List.of("UTC+2", "GMT+02:00", "+02:00", "Z", "nowhere")) {
            String message = assertThrows(name, IllegalArgumentException.class, () -> SiteTimeZone.of(name))
                    .getMessage();
            assertTrue(message, message.startsWith("siteTimeZone = " + name + " is no time zone"));
        }
    }

    @Test
    public void of_machineSetByPosixRule_isTheSameHoursUnderANameThatBrowsersKnow() {
        assertEquals("Etc/GMT-2", SiteTimeZone.of(ZoneId.of("GMT+02:00")).getId());
        assertEquals("Etc/GMT+5", SiteTimeZone.of(ZoneId.of("-05:00")).getId());
        assertEquals("Etc/GMT+0", SiteTimeZone.of(ZoneId.of("Z")).getId());
        assertEquals(
                "Europe/Berlin", SiteTimeZone.of(ZoneId.of("Europe/Berlin")).getId());
    }

    @Test
    public void of_machineWithNoSuchName_isUtc() {
        assertEquals("UTC", SiteTimeZone.of(ZoneId.of("GMT+05:30")).getId());
    }
}
