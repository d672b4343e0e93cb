package io.bms.bacnet;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.DeviceAddress;
import java.util.Optional;
import org.junit.Test;

public class LanesTest {
    private final Lanes<String> lanes = new Lanes<>(4);

    private static DeviceAddress device(int number) {
        return DeviceAddress.direct("127.0.0." + number, 47808);
    }

    private void makeSuspect(int number) {
        lanes.add(device(number), "lost");
        assertEquals(Optional.of("lost"), lanes.next());
        lanes.free(device(number), false);
    }

    @Test
    public void next_twoForOneDevice_secondOnlyWhenTheFirstIsOver() {
        lanes.add(device(1), "a");
        lanes.add(device(1), "b");
        assertEquals(Optional.of("a"), lanes.next());
        assertEquals(Optional.empty(), lanes.next());
        lanes.free(device(1), true);
        assertEquals(Optional.of("b"), lanes.next());
    }

    @Test
    public void next_allPlacesTaken_waits() {
        for (int i = 1; i <= 5; i++) {
            lanes.add(device(i), "r" + i);
        }
        for (int i = 1; i <= 4; i++) {
            assertEquals(Optional.of("r" + i), lanes.next());
        }
        assertEquals(Optional.empty(), lanes.next());
        lanes.free(device(3), true);
        assertEquals(Optional.of("r5"), lanes.next());
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
        assertEquals(Optional.of("healthy"), lanes.next());
        assertEquals(Optional.of("suspect1"), lanes.next());
        assertEquals(Optional.of("suspect2"), lanes.next());
        assertEquals(Optional.empty(), lanes.next());
        lanes.free(device(1), true);
        assertEquals(Optional.of("suspect3"), lanes.next());
    }
}
