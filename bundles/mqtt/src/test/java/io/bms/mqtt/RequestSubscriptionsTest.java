// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.mqtt.link.Incoming;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.Test;

public class RequestSubscriptionsTest {
    private final ManualClock clock = new ManualClock();
    private final RequestSubscriptions requests = new RequestSubscriptions(clock);

    @Test
    public void isToBeHandled_copiesThatSayWhichTheyAre_onlyTheCommandsOwn() {
        assertTrue(requests.isToBeHandled("reboot", message(1, 1)));
        assertFalse(requests.isToBeHandled("reboot", message(1, 2)));
        assertTrue("sent again", requests.isToBeHandled("reboot", message(1, 1)));
        assertFalse(requests.isToBeHandled("reboot", message(1, 2)));
    }

    @Test
    public void isToBeHandled_copiesThatSayBoth_everySecondOfEqualOnes() {
        assertEquals(
                List.of(true, false, true, false),
                Stream.generate(() -> message(1, 1, 2))
                        .limit(4)
                        .map(copy -> requests.isToBeHandled("reboot", copy))
                        .toList());
    }

    @Test
    public void isToBeHandled_otherCorrelationData_isNoCopy() {
        assertTrue(requests.isToBeHandled("reboot", message(1, 1, 2)));
        assertTrue(requests.isToBeHandled("reboot", message(2, 1, 2)));
        assertFalse(requests.isToBeHandled("reboot", message(1, 1, 2)));
        assertFalse(requests.isToBeHandled("reboot", message(2, 1, 2)));
    }

    @Test
    public void isToBeHandled_brokerThatSendsOneForBoth_isHandledWheneverSentAgain() {
        assertTrue(requests.isToBeHandled("reboot", message(1, 1, 2)));
        clock.advance(Duration.ofMillis(1001));
        assertTrue(requests.isToBeHandled("reboot", message(1, 1, 2)));
    }

    @Test
    public void isToBeHandled_unknownCommand_arrivesByTheWildcard() {
        assertTrue(requests.isToBeHandled("self_destruct", message(1, 2)));
    }

    @Test
    public void isToBeHandled_brokerThatIdentifiesNothing_isHandled() {
        assertTrue(requests.isToBeHandled("reboot", message(1)));
    }

    private static Incoming message(int correlation, Integer... subscriptions) {
        return new Incoming(
                "t",
                new byte[] {1},
                false,
                Optional.empty(),
                Optional.of(new byte[] {(byte) correlation}),
                List.of(subscriptions),
                Optional.empty(),
                Optional.empty(),
                () -> {});
    }
}
