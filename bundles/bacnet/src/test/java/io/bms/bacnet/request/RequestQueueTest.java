// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.DeviceAddress;
import java.util.Optional;
import org.junit.Test;

public class RequestQueueTest {
    private int atOnce = 1;
    private final RequestQueue<String> queue = new RequestQueue<>(4, device -> atOnce);

    private static DeviceAddress device(int number) {
        return DeviceAddress.direct("127.0.0." + number, 47808);
    }

    private void makeSuspect(int number) {
        queue.add(device(number), "lost");
        assertEquals(Optional.of("lost"), queue.next(device -> true));
        queue.free(device(number), false);
    }

    @Test
    public void next_twoForOneDevice_secondOnlyWhenTheFirstIsOver() {
        queue.add(device(1), "a");
        queue.add(device(1), "b");
        assertEquals(Optional.of("a"), queue.next(device -> true));
        assertEquals(Optional.empty(), queue.next(device -> true));
        queue.free(device(1), true);
        assertEquals(Optional.of("b"), queue.next(device -> true));
    }

    @Test
    public void next_threeForAFastDevice_twoAtATimeAndOthersInBetween() {
        atOnce = 2;
        queue.add(device(1), "a");
        queue.add(device(1), "b");
        queue.add(device(1), "c");
        queue.add(device(2), "other");
        assertEquals(Optional.of("a"), queue.next(device -> true));
        assertEquals(Optional.of("other"), queue.next(device -> true));
        assertEquals(Optional.of("b"), queue.next(device -> true));
        assertEquals(Optional.empty(), queue.next(device -> true));
        queue.free(device(1), true);
        assertEquals(Optional.of("c"), queue.next(device -> true));
    }

    @Test
    public void free_fastDeviceThatLostOneOfTwo_isAskedOneAtATimeAndAfterOthers() {
        atOnce = 2;
        queue.add(device(1), "a");
        queue.add(device(1), "b");
        assertEquals(Optional.of("a"), queue.next(device -> true));
        queue.add(device(1), "c");
        queue.free(device(1), false);
        queue.add(device(2), "healthy");
        assertEquals(Optional.of("healthy"), queue.next(device -> true));
        assertEquals(Optional.of("b"), queue.next(device -> true));
        assertEquals(Optional.empty(), queue.next(device -> true));
        queue.free(device(1), true);
        assertEquals(Optional.of("c"), queue.next(device -> true));
    }

    @Test
    public void next_allPlacesTaken_waits() {
        for (int i = 1; i <= 5; i++) {
            queue.add(device(i), "r" + i);
        }
        for (int i = 1; i <= 4; i++) {
            assertEquals(Optional.of("r" + i), queue.next(device -> true));
        }
        assertEquals(Optional.empty(), queue.next(device -> true));
        queue.free(device(3), true);
        assertEquals(Optional.of("r5"), queue.next(device -> true));
    }

    @Test
    public void next_silentDevices_takeHalfOfThePlacesAndComeLast() {
        for (int i = 1; i <= 3; i++) {
            makeSuspect(i);
        }
        for (int i = 1; i <= 3; i++) {
            queue.add(device(i), "suspect" + i);
        }
        queue.add(device(9), "healthy");
        assertEquals(Optional.of("healthy"), queue.next(device -> true));
        assertEquals(Optional.of("suspect1"), queue.next(device -> true));
        assertEquals(Optional.of("suspect2"), queue.next(device -> true));
        assertEquals(Optional.empty(), queue.next(device -> true));
        queue.free(device(1), true);
        assertEquals(Optional.of("suspect3"), queue.next(device -> true));
    }

    @Test
    public void next_deviceThatMayNotBeAsked_isPassedOverAndHeldBack() {
        queue.add(device(1), "held");
        queue.add(device(2), "free");
        assertEquals(Optional.of("free"), queue.next(device -> !device.equals(device(1))));
        assertEquals(Optional.empty(), queue.next(device -> !device.equals(device(1))));
        assertEquals(true, queue.isHeldBack());
        assertEquals(Optional.of("held"), queue.next(device -> true));
        assertEquals(false, queue.isHeldBack());
    }

    @Test
    public void isHeldBack_silentDevicesOnly_asLongAsTheyHavePlaces() {
        makeSuspect(1);
        queue.add(device(1), "suspect");
        assertEquals(Optional.empty(), queue.next(device -> false));
        assertEquals(true, queue.isHeldBack());
    }
}
