// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class ScreenTest {
    private static final String FOREIGN = "ok\r\nZone 1 = 99\t\u001b[2J";
    private static final String SHOWN = "ok\ufffd\ufffdZone 1 = 99\ufffd\ufffd[2J";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Screen screen = Screen.on(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    @Test
    public void everyWayToPrint_staysOnOneLine() {
        screen.println(FOREIGN);
        screen.println((Object) FOREIGN);
        screen.println(FOREIGN.toCharArray());
        screen.printf("%s", FOREIGN);
        screen.println();
        screen.append(FOREIGN).append('\n').println();
        assertEquals((SHOWN + "\n").repeat(4) + SHOWN + "\ufffd\n", shown());
    }

    @Test
    public void overwrite_goesBackToTheBeginningOfTheLine() {
        screen.overwrite("50 %");
        assertEquals("\r50 %" + " ".repeat(74), shown());
    }

    /** What bms:ede-diff, bms:ede-import, bms:config-history and bms:device-discover print. */
    @Test
    public void differencesOfTheSite_areALineEachWhateverTheNames() {
        Site before = Site.empty();
        Device device = new Device(
                7, DeviceAddress.direct("127.0.9.7", 47808), "AHU\r\n- device 8 Boiler", "", "", true, List.of());
        Site after = new Site(1, Map.of(7, device), Optional.empty(), true);
        SiteDifference.between(before, after).forEach(line -> screen.println("  " + line));
        assertEquals("  + device 7 AHU\ufffd\ufffd- device 8 Boiler at 127.0.9.7:47808, 0 points\n", shown());
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
