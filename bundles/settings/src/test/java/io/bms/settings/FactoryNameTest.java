// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import static org.junit.Assert.assertEquals;

import java.util.Map;
import org.junit.Test;

public final class FactoryNameTest {
    @Test
    public void of_factoryPid_isItsLastPart_asFarAsThatIsAName() {
        assertEquals("plant", name("io.bms.bacnet.network~plant", 50));
        assertEquals("a_b_c-1", name("io.bms.uplink~a/b c-1", 50));
        assertEquals("pla", name("io.bms.uplink~plant", 3));
        assertEquals("io_bms_uplink", name("io.bms.uplink", 50));
    }

    private static String name(String pid, int longest) {
        return FactoryName.of(Map.of("service.pid", pid), longest);
    }
}
