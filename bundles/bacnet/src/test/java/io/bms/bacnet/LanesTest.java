// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.DeviceAddress;
import java.util.Optional;
import org.junit.Test;

public class LanesTest {
    private int atOnce = 1;
    private final Lanes<String> lanes = new Lanes<>(4, device -> atOnce);

    private static DeviceAddress device(int number) {
        return DeviceAddress.direct("127.0.0." + number, 47808);
    }

    private void makeSuspect(int number) {
        lanes.add(device(number), "lost");
        assertEquals(Optional.of("lost"), lanes.next(device -> true));
        lanes.free(device(number), false);
    }

    @Test
    public void next_twoForOneDevice_secondOnlyWhenTheFirstIsOver() {
        lanes.add(device(1), "a");
        lanes.add(device(1), "b");
        assertEquals(Optional.of("a"), lanes.next(device -> true));
        assertEquals(Optional.empty(), lanes.next(device -> true));
        lanes.free(device(1), true);
        assertEquals(Optional.of("b"), lanes.next(device -> true));
    }

    @Test
    public void next_threeForAFastDevice_twoAtATimeAndOthersInBetween() {
        atOnce = 2;
        lanes.add(device(1), "a");
        lanes.add(device(1), "b");
        lanes.add(device(1), "c");
        lanes.add(device(2), "other");
        assertEquals(Optional.of("a"), lanes.next(device -> true));
        assertEquals(Optional.of("other"), lanes.next(device -> true));
        assertEquals(Optional.of("b"), lanes.next(device -> true));
        assertEquals(Optional.empty(), lanes.next(device -> true));
        lanes.free(device(1), true);
        assertEquals(Optional.of("c"), lanes.next(device -> true));
    }

    @Test
    public void free_fastDeviceThatLostOneOfTwo_isAskedOneAtATimeAndAfterOthers() {
        atOnce = 2;
        lanes.add(device(1), "a");
        lanes.add(device(1), "b");
        assertEquals(Optional.of("a"), lanes.next(device -> true));
        lanes.add(device(1), "c");
        lanes.free(device(1), false);
        lanes.add(device(2), "healthy");
        assertEquals(Optional.of("healthy"), lanes.next(device -> true));
        assertEquals(Optional.of("b"), lanes.next(device -> true));
        assertEquals(Optional.empty(), lanes.next(device -> true));
        lanes.free(device(1), true);
        assertEquals(Optional.of("c"), lanes.next(device -> true));
    }

    @Test
    public void next_allPlacesTaken_waits() {
        for (int i = 1; i <= 5; i++) {
            lanes.add(device(i), "r" + i);
        }
        for (int i = 1; i <= 4; i++) {
            assertEquals(Optional.of("r" + i), lanes.next(device -> true));
        }
        assertEquals(Optional.empty(), lanes.next(device -> true));
        lanes.free(device(3), true);
        assertEquals(Optional.of("r5"), lanes.next(device -> true));
    }

    @Test
    public void next_silentDevices_takeHalfOfThePlacesAndComeLast() {
        for (int i = 1; i <= 3; i++) {
            makeSuspect(i);
        }
        for (int i = 1; i <= 3; i++) {
            lanes.add(device(i), "suspect" + i);
        }
        lanes.add(device(9), "healthy");
        assertEquals(Optional.of("healthy"), lanes.next(device -> true));
        assertEquals(Optional.of("suspect1"), lanes.next(device -> true));
        assertEquals(Optional.of("suspect2"), lanes.next(device -> true));
        assertEquals(Optional.empty(), lanes.next(device -> true));
        lanes.free(device(1), true);
        assertEquals(Optional.of("suspect3"), lanes.next(device -> true));
    }

    @Test
    public void next_deviceThatMayNotBeAsked_isPassedOverAndHeldBack() {
        lanes.add(device(1), "held");
        lanes.add(device(2), "free");
        assertEquals(Optional.of("free"), lanes.next(device -> !device.equals(device(1))));
        assertEquals(Optional.empty(), lanes.next(device -> !device.equals(device(1))));
        assertEquals(true, lanes.isHeldBack());
        assertEquals(Optional.of("held"), lanes.next(device -> true));
        assertEquals(false, lanes.isHeldBack());
    }

    @Test
    public void isHeldBack_silentDevicesOnly_asLongAsTheyHavePlaces() {
        makeSuspect(1);
        lanes.add(device(1), "suspect");
        assertEquals(Optional.empty(), lanes.next(device -> false));
        assertEquals(true, lanes.isHeldBack());
    }
}
