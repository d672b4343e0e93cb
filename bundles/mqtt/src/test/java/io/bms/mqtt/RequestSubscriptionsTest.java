package io.bms.mqtt;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class RequestSubscriptionsTest {
    @Test
    public void isToBeHandled_twoCopies_onlyThatOfTheCommandsOwnSubscription() {
        assertTrue(RequestSubscriptions.isToBeHandled("reboot", by(1)));
        assertFalse(RequestSubscriptions.isToBeHandled("reboot", by(2)));
    }

    @Test
    public void isToBeHandled_oneCopyForBoth_isHandled() {
        assertTrue(RequestSubscriptions.isToBeHandled("reboot", by(1, 2)));
    }

    @Test
    public void isToBeHandled_unknownCommand_isHandledByTheWildcard() {
        assertTrue(RequestSubscriptions.isToBeHandled("self_destruct", by(2)));
    }

    @Test
    public void isToBeHandled_brokerThatIdentifiesNothing_isHandled() {
        assertTrue(RequestSubscriptions.isToBeHandled("reboot", by()));
    }

    private static Incoming by(Integer... subscriptions) {
        return new Incoming("t", new byte[0], false, Optional.empty(), Optional.empty(), List.of(subscriptions));
    }
}
