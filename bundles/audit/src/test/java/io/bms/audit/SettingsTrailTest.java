// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import static org.junit.Assert.assertEquals;

import io.bms.testkit.FakeAudit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.Test;

public class SettingsTrailTest {
    private static final String PID = "io.bms.heartbeat";

    private final Map<String, String> file = new HashMap<>(Map.of("interval", "30", "password", "old"));
    private final SettingsTrail trail = new SettingsTrail(pid -> Map.copyOf(file));
    private final FakeAudit audit = new FakeAudit();

    @Before
    public void know() {
        trail.changed(PID);
    }

    @Test
    public void changed_saysFromWhatToWhat_andNoSecret() {
        trail.bindAudit(audit);
        file.put("interval", "7");
        file.put("password", "new");
        trail.changed(PID);
        assertEquals(PID, audit.last().act().object());
        assertEquals(
                List.of("interval = 30", "password = (secret)"),
                List.of(audit.last().act().before().orElseThrow().split(", ")).stream()
                        .sorted()
                        .toList());
        assertEquals(
                List.of("interval = 7", "password = (secret)"),
                List.of(audit.last().act().after().orElseThrow().split(", ")).stream()
                        .sorted()
                        .toList());
    }

    @Test
    public void changed_nothingOrSomebodyElses_isNoRecord() {
        trail.bindAudit(audit);
        trail.changed(PID);
        file.put("interval", "7");
        trail.changed("org.apache.karaf.log");
        assertEquals(List.of(), audit.told());
    }

    /** As when the audit restarts because its own settings have changed. */
    @Test
    public void changed_whileThereIsNoAudit_waits() {
        trail.bindAudit(audit);
        trail.unbindAudit(audit);
        file.put("interval", "7");
        trail.changed(PID);
        assertEquals(List.of(), audit.told());
        FakeAudit back = new FakeAudit();
        trail.bindAudit(back);
        assertEquals(Optional.of("interval = 7"), back.last().act().after());
        assertEquals(1, back.told().size());
    }
}
