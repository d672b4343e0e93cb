// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.Test;

public class BoundedTest {
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Test
    public void workThatNeverEnds_isGivenUpInWords_andGoesOn() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        FeatureSwap.Hung hung =
                assertThrows(FeatureSwap.Hung.class, () -> new Bounded(Duration.ofMillis(1)).run(this::hang, () -> {
                    ended.countDown();
                    return "io.bms.bacnet 0.1.0 has not stopped";
                }));
        assertEquals("io.bms.bacnet 0.1.0 has not stopped within 0 seconds", hung.getMessage());
        assertEquals(0, ended.getCount());
        stopped.countDown();
    }

    private void hang() throws FeatureSwap.Failed {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            throw new FeatureSwap.Failed("nobody may interrupt it", e);
        }
    }

    @Test
    public void workThatEnds_endsAsItDoes() throws Exception {
        Bounded bounded = new Bounded(Duration.ofSeconds(30));
        bounded.run(() -> {}, () -> "nothing");
        FeatureSwap.Failed failed = new FeatureSwap.Failed("unresolved constraint", new IllegalStateException());
        assertSame(
                failed,
                assertThrows(
                        FeatureSwap.Failed.class,
                        () -> bounded.run(
                                () -> {
                                    throw failed;
                                },
                                () -> "nothing")));
    }
}
