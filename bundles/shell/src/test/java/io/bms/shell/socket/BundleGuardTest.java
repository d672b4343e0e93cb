// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.shell.Refused;
import io.bms.shell.socket.BundleGuard.Known;
import io.bms.shell.socket.CommandGuard.Typed;
import java.util.List;
import org.junit.Test;

public class BundleGuardTest {
    private static final List<Known> NEEDED = List.of(
            new Known(
                    40,
                    "org.apache.felix.scr",
                    "Apache Felix Declarative Services",
                    "2.2.6",
                    "mvn:org.apache.felix/org.apache.felix.scr/2.2.6",
                    30),
            new Known(71, "io.bms.shell", "BMS :: shell", "0.1.0", "mvn:io.bms/bms-shell/0.1.0", 80));

    private static boolean taken(String... typed) {
        return refused("bundle:stop", typed);
    }

    private static boolean refused(String command, String... typed) {
        try {
            BundleGuard.judges(() -> NEEDED).get(command).judge(new Typed(List.of(typed)));
            return false;
        } catch (Refused e) {
            assertTrue(e.getMessage(), e.getMessage().startsWith("This shell needs "));
            return true;
        }
    }

    @Test
    public void whatTheShellNeeds_isKeptHoweverItIsNamed() {
        for (String typed : List.of(
                "71",
                "70-72",
                "io.bms.shell",
                "io.bms.shell/0.1.0",
                "io.bms.*",
                "io.bms.shell/0[.].*",
                "mvn:io.bms/bms-shell/0.1.0",
                "mvn:io.bms/.*",
                "BMS :: shell",
                "org.apache.felix.scr",
                "40")) {
            assertTrue(typed, taken(typed));
        }
        assertTrue("among others", taken("12", "io.bms.shell"));
    }

    @Test
    public void others_areLetGo() {
        for (String typed :
                List.of("7", "72-90", "io.bms.mqtt", "io.bms.shell/9.9", "mvn:io.bms/bms-mqtt/0.1.0", "[", "")) {
            assertFalse(typed, taken(typed));
        }
        assertFalse("nothing named", taken());
    }

    @Test
    public void uninstallAndRestart_areJudgedAsAStop() {
        assertTrue(refused("bundle:uninstall", "--force", "71"));
        assertFalse(refused("bundle:uninstall", "72"));
        assertTrue(refused("bundle:restart", "71"));
        assertFalse(refused("bundle:restart", "72"));
    }

    @Test
    public void startLevels_belowThatOfTheShell_areRefused() {
        assertTrue(refused("system:start-level", "79"));
        assertFalse(refused("system:start-level", "80"));
        assertFalse("only shows it", refused("system:start-level"));
        assertTrue(refused("bundle:start-level", "71", "200"));
        assertFalse(refused("bundle:start-level", "72", "200"));
        assertFalse("only shows it", refused("bundle:start-level", "71"));
    }
}
