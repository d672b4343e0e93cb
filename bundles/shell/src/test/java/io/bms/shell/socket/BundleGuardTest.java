// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.shell.socket.BundleGuard.Known;
import java.util.List;
import org.junit.Test;

public class BundleGuardTest {
    private static final List<Known> NEEDED = List.of(
            new Known(40, "org.apache.felix.scr", "Apache Felix Declarative Services", "2.2.6"),
            new Known(71, "io.bms.shell", "BMS :: shell", "0.1.0"));

    private static boolean taken(String... typed) {
        return BundleGuard.takenByAny(NEEDED, List.of(typed)).isPresent();
    }

    @Test
    public void whatTheShellNeeds_isKeptHoweverItIsNamed() {
        for (String typed : List.of(
                "71",
                "70-72",
                "io.bms.shell",
                "io.bms.shell/0.1.0",
                "io.bms.*",
                "BMS :: shell",
                "org.apache.felix.scr",
                "40")) {
            assertTrue(typed, taken(typed));
        }
        assertTrue("among others", taken("12", "io.bms.shell"));
    }

    @Test
    public void others_areLetGo() {
        for (String typed : List.of("7", "72-90", "io.bms.mqtt", "io.bms.shell/9.9", "[", "")) {
            assertFalse(typed, taken(typed));
        }
        assertFalse("nothing named", taken());
    }
}
