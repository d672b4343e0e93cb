// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import io.bms.testkit.Await;
import org.junit.Rule;
import org.junit.Test;

/** What the broker keeps of subscriptions goes with them: the memory does not grow with those who come and go. */
public class SubscriptionQueuesTest {
    @Rule
    public final TestBroker broker = new TestBroker();

    private void awaitSubscriptions(int count) {
        Await.until(
                () -> broker.broker().subscriptions() == count,
                Subscriber.SOON,
                "as many subscriptions are known as there are: " + count);
    }

    @Test
    public void subscription_endsWithItsConnection_isForgotten() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Subscriber client = broker.client("clean")) {
                client.subscribe("a/#");
                client.subscribe("b/+");
                client.subscribe("c");
                awaitSubscriptions(3);
            }
            awaitSubscriptions(0);
        }
    }

    @Test
    public void subscription_endsWithItsSessionOrAlone_isForgotten() throws Exception {
        try (Subscriber client = broker.persistentClient("away")) {
            client.subscribe("a/#");
            client.subscribe("b/+");
            client.client().unsubscribe("b/+");
            awaitSubscriptions(1);
        }
        broker.restart();
        assertEquals("one is away", 1, broker.broker().subscriptions());
        broker.client("away").close();
        awaitSubscriptions(0);
    }
}
