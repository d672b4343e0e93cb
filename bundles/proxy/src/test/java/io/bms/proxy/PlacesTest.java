// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public final class PlacesTest {
    private final Places places = new Places(10, 4);
    private final List<String> gone = new ArrayList<>();

    @Test
    public void enter_beyondTheShareOfAnAddress_costsItsOldestIdle() {
        enter("192.0.2.1", "busy", false);
        enter("192.0.2.1", "first", true);
        enter("192.0.2.2", "other", true);
        for (int i = 0; i < 3; i++) {
            enter("192.0.2.1", "next" + i, true);
        }
        assertEquals(List.of("first"), gone);
    }

    @Test
    public void enter_whereNoneIsIdle_costsTheOldest() {
        for (int i = 0; i < 5; i++) {
            enter("192.0.2.1", "busy" + i, false);
        }
        assertEquals(List.of("busy0"), gone);
    }

    @Test
    public void enter_whereAllAreTaken_costsTheAddressThatHasMost() {
        enter("192.0.2.9", "single", true);
        for (int address = 1; address < 3; address++) {
            for (int i = 0; i < 4; i++) {
                enter("192.0.2." + address, "of " + address, true);
            }
        }
        enter("192.0.2.8", "another", true);
        enter("192.0.2.7", "one more", true);
        assertEquals(1, gone.size());
        assertTrue(gone.get(0), gone.get(0).startsWith("of "));
    }

    @Test
    public void leave_twice_freesOnePlace() {
        Places.Place place = enter("192.0.2.1", "a", true);
        enter("192.0.2.1", "b", true);
        place.leave();
        place.leave();
        assertEquals(1, places.taken());
        assertTrue(gone.isEmpty());
    }

    @Test
    public void enter_atRandom_neverExceedsTheBoundsNorTouchesWhoHasFew() {
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            enter("192.0.2." + (1 + random.nextInt(6)), "many", random.nextBoolean());
            if (i % 50 == 0) {
                Places.Place few = enter("198.51.100.1", "few", false);
                enter("192.0.2.1", "many", true);
                few.leave();
            }
            assertTrue(places.taken() <= 10);
        }
        assertFalse(gone.contains("few"));
    }

    private Places.Place enter(String address, String name, boolean idle) {
        return places.enter(ClientAddress.of(address), () -> idle, () -> gone.add(name));
    }
}
