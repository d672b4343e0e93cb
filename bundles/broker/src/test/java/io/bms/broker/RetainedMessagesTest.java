package io.bms.broker;

import static org.junit.Assert.assertEquals;

import io.bms.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttTopic;
import org.junit.Rule;
import org.junit.Test;

/** What is retained, seen by those who subscribe at the very moment. The rest is in {@link ArtemisBrokerTest}. */
public class RetainedMessagesTest {
    private static final String TOPIC = "iot/global/org-1/site_1/gw1/status/update";
    private static final String FILTER = "iot/global/org-1/site_1/gw1/#";
    /** One in twelve went wrong with what Artemis brings. */
    private static final int ROUNDS = 200;
    private static final int LATEST_NANOS = 3_000_000;

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void subscribe_whileItIsPublished_getsIt_andNothingOlderAfterIt() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (Subscriber publisher = broker.client("publisher"); Subscriber subscriber = broker.client("subscriber")) {
            MqttTopic topic = publisher.client().getTopic(TOPIC);
            for (int i = 0; i < ROUNDS; i++) {
                String newest = "value " + i;
                IMqttToken sent = topic.publish(newest.getBytes(StandardCharsets.UTF_8), 1, true);
                LockSupport.parkNanos(random.nextInt(LATEST_NANOS));
                subscriber.subscribe(FILTER);
                sent.waitForCompletion(Subscriber.SOON.toMillis());
                Await.until(() -> payloads(subscriber).contains(newest), Subscriber.SOON,
                        newest + " expected, has " + subscriber.received);
                subscriber.client().unsubscribe(FILTER);
                List<String> payloads = payloads(subscriber);
                assertEquals(payloads.toString(), newest, payloads.get(payloads.size() - 1));
                subscriber.received.clear();
            }
        }
    }

    private static List<String> payloads(Subscriber subscriber) {
        return subscriber.received.stream().map(Subscriber.Received::payload).toList();
    }
}
