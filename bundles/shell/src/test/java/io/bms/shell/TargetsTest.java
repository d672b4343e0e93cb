// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.driver.DiscoveryRequest.Range;
import io.bms.api.driver.DiscoveryRequest.Target;
import java.util.OptionalInt;
import org.junit.Test;

public class TargetsTest {
    @Test
    public void address_withAndWithoutPort_isExpectedToAnswer() throws Refused {
        assertEquals(new Target("10.0.0.7", OptionalInt.empty(), true), Targets.address("10.0.0.7"));
        assertEquals(new Target("10.0.0.7", OptionalInt.of(47809), true), Targets.address("10.0.0.7:47809"));
    }

    @Test
    public void address_name_isRefused() {
        assertThrows(Refused.class, () -> Targets.address("controller"));
    }

    @Test
    public void range_lowToHigh_isTaken() throws Refused {
        assertEquals(new Range(1000, 1999), Targets.range("1000-1999"));
    }

    @Test
    public void range_backwardsOrTooHigh_isRefused() {
        assertThrows(Refused.class, () -> Targets.range("2000-1000"));
        assertThrows(Refused.class, () -> Targets.range("1-4194304"));
        assertThrows(Refused.class, () -> Targets.range("1000"));
    }
}
