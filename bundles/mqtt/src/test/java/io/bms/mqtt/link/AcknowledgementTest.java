// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import static org.junit.Assert.assertEquals;

import io.bms.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.Test;

/** An answer may be done after the connection that its request came by. */
public final class AcknowledgementTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final List<Incoming> arrived = new CopyOnWriteArrayList<>();

    @Test
    public void acknowledge_afterTheLinkIsGone_doesNothing() throws Exception {
        try (PlayedBroker broker = new PlayedBroker()) {
            Link link = Link.open(
                    new LinkSpec(
                            new BrokerEndpoint(
                                    "127.0.0.1", broker.port(), Optional.empty(), Optional.empty(), Optional.empty()),
                            "gw",
                            Outgoing.retained("will", new byte[0])),
                    new Link.Listener() {
                        @Override
                        public void arrived(Incoming message) {
                            arrived.add(message);
                        }

                        @Override
                        public void lost(LinkException why) {
                            // not told of, since the test abandons it
                        }
                    });
            broker.send(PlayedBroker.publish("a".getBytes(StandardCharsets.UTF_8), 1));
            broker.send(PlayedBroker.publish("b".getBytes(StandardCharsets.UTF_8), 2));
            Await.until(() -> arrived.size() == 2, PATIENCE, "both requests");
            arrived.get(0).acknowledge().run();
            Await.until(() -> broker.acknowledged().equals(List.of(1)), PATIENCE, "the first is acknowledged");
            link.abandon();
            arrived.get(1).acknowledge().run();
            assertEquals(List.of(1), broker.acknowledged());
        }
    }
}
