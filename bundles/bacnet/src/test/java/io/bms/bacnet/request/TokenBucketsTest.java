// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.settings.BacnetSettings;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class TokenBucketsTest {
    private static final DeviceAddress DIRECT = DeviceAddress.direct("127.0.1.1", 47808);
    private static final DeviceAddress BEHIND =
            new DeviceAddress("127.0.1.9", 47808, OptionalInt.of(5), Optional.of("0a"));
    private static final DeviceAddress BESIDE =
            new DeviceAddress("127.0.1.9", 47808, OptionalInt.of(5), Optional.of("0b"));

    private long nanos;

    /** How many requests to these go out in ten seconds, tried every millisecond. */
    private int[] sent(TokenBuckets buckets, DeviceAddress... devices) {
        int[] sent = new int[devices.length];
        for (int ms = 0; ms < 10_000; ms++) {
            nanos += TimeUnit.MILLISECONDS.toNanos(1);
            for (int i = 0; i < devices.length; i++) {
                if (buckets.allow(devices[i])) {
                    buckets.spend(devices[i]);
                    sent[i]++;
                }
            }
        }
        return sent;
    }

    @Test
    public void noLimit_everythingGoes() {
        assertEquals(10_000, sent(new TokenBuckets(BacnetSettings.RequestRates.NONE, () -> nanos), DIRECT)[0]);
    }

    @Test
    public void network_limitHoldsForAllTogether() {
        int[] sent = sent(new TokenBuckets(new BacnetSettings.RequestRates(50, 0), () -> nanos), DIRECT, BEHIND);
        assertTrue(sent[0] + sent[1] + " in 10 s", Math.abs(sent[0] + sent[1] - 500) <= 6);
    }

    @Test
    public void router_limitHoldsForWhatIsBehindIt() {
        int[] sent = sent(new TokenBuckets(new BacnetSettings.RequestRates(0, 5), () -> nanos), DIRECT, BEHIND, BESIDE);
        assertEquals(10_000, sent[0]);
        assertTrue(sent[1] + sent[2] + " in 10 s", Math.abs(sent[1] + sent[2] - 50) <= 2);
    }
}
