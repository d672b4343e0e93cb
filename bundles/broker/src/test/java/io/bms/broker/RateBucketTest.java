// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class RateBucketTest {
    private final RateBucket bucket = new RateBucket(100, 100, TimeUnit.SECONDS, 0);

    @Test
    public void owe_moreThanThereIs_isMadeUpFor() {
        for (int i = 0; i < 150; i++) {
            bucket.owe(0);
        }
        assertEquals(TimeUnit.MILLISECONDS.toNanos(500), bucket.owed(0));
        assertEquals(0, bucket.owed(TimeUnit.MILLISECONDS.toNanos(500)));
    }

    /** Others may have subscribed: what they cause keeps nobody out for longer than four seconds. */
    @Test
    public void charge_manyTimesTheRate_isOwedForFourBursts() {
        for (int i = 0; i < 1_000; i++) {
            bucket.charge(250, 0);
        }
        assertEquals(TimeUnit.SECONDS.toNanos(4), bucket.owed(0));
    }
}
