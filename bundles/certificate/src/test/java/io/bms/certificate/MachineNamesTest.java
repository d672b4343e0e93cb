// SPDX-License-Identifier: GPL-3.0-only
package io.bms.certificate;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.tls.Names;
import java.util.Set;
import org.junit.Test;

public final class MachineNamesTest {
    @Test
    public void get_anyMachine_hasLoopbackItsOwnNameAndWhatIsListed() {
        Names names = new MachineNames(() -> "BMS.example.com, not/a/name,bms.lan").get();
        assertTrue(names.hosts().containsAll(Set.of("localhost", "bms.example.com", "bms.lan")));
        assertFalse(names.hosts().contains("not/a/name"));
        assertTrue(names.addresses().containsAll(Set.of("127.0.0.1", "0:0:0:0:0:0:0:1")));
        assertTrue(names.addresses().stream().noneMatch(address -> address.contains("%")));
    }

    @Test
    public void first_isThatOfTheMachineIfItHasOne() {
        assertEquals("bms", MachineNames.first(new Names(Set.of("localhost", "bms", "bms.local"), Set.of(), Set.of())));
        assertEquals("bms-gateway", MachineNames.first(new Names(Set.of("localhost"), Set.of(), Set.of())));
    }
}
