// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;

/** The first messages of topics, by several clients at once. */
public class NewTopicsTest {
    private static final int TOPICS = 450;
    private static final int PUBLISHERS = 4;

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void publish_toNewTopicsByFourAtOnce_reachesWhoeverSubscribedToAll() throws Exception {
        byte[] all = RawClient.join(IntStream.rangeClosed(1, TOPICS)
                .mapToObj(i -> RawClient.publish(4, 1, false, i, RawClient.utf8("new/" + i), new byte[] {'1'}))
                .toArray(byte[][]::new));
        List<RawClient> publishers = new ArrayList<>();
        try (Subscriber atMostOnce = broker.client("at-most-once");
                Subscriber atLeastOnce = broker.client("at-least-once")) {
            atMostOnce.client().subscribe("#", 0);
            atLeastOnce.client().subscribe("new/+", 1);
            for (int i = 0; i < PUBLISHERS; i++) {
                publishers.add(RawClient.signedIn(broker.settings().tcpPort(), 4, "publisher-" + i));
            }
            for (RawClient publisher : publishers) {
                publisher.send(all);
            }
            for (RawClient publisher : publishers) {
                for (int i = 1; i <= TOPICS; i++) {
                    assertEquals("acknowledged", "4002", publisher.read().substring(0, 4));
                }
            }
            atMostOnce.awaitTopics(PUBLISHERS * TOPICS);
            atLeastOnce.awaitTopics(PUBLISHERS * TOPICS);
        } finally {
            for (RawClient publisher : publishers) {
                publisher.close();
            }
        }
    }
}
