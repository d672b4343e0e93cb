// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.status.StatusItem.Problem;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;

/** What waits for clients that are away is bounded, and the newest of it stays. */
public class AwayBacklogTest {
    private static final int BACKLOG = 5 << 20;
    private static final int LEFT_WAITING = 1_100;
    private static final int LARGE = 90_000;
    private static final int PUBLISHED = 40;

    @Rule
    public final TestBroker broker = new TestBroker(TestBroker.roomy(BACKLOG));

    @Test
    public void clientThatLeavesMore_findsTheNewestThousand() throws Exception {
        byte[] stays = RawClient.connectBody(5, 0xC0, "1100000e10", "away", "", RawClient.utf8(FakeAccounts.NAME));
        try (RawClient slow = new RawClient(port());
                Subscriber gateway = broker.gateway()) {
            slow.exchange(RawClient.packet(0x10, stays));
            slow.exchange(RawClient.subscribe(5, 1, RawClient.utf8("w")));
            for (int i = 0; i < LEFT_WAITING; i++) {
                gateway.publish("w", Integer.toString(i), false);
            }
            assertEquals("none is acknowledged", LEFT_WAITING, broker.broker().waiting());
        }
        Await.until(
                () -> broker.broker().waiting() == ArtemisSettings.RING_WHILE_AWAY,
                Subscriber.SOON,
                "what waits is cut to what a session that is away may have");
        assertNewest("away", (int) ArtemisSettings.RING_WHILE_AWAY, LEFT_WAITING);
        assertEquals("as documented, and no fault of anybody", List.of(), problems());
    }

    @Test
    public void sessionsOfOneAccount_shareItsBytes() throws Exception {
        broker.persistentClient("away1").subscribeAndLeave("w");
        broker.persistentClient("away2").subscribeAndLeave("w");
        broker.restart();
        try (Subscriber gateway = broker.gateway()) {
            for (int i = 0; i < PUBLISHED; i++) {
                gateway.publish("w", Integer.toString(i) + " ".repeat(LARGE), false);
            }
        }
        // an account has half, and there are two of it
        int each = BACKLOG / 4 / (LARGE + 1_800);
        Await.until(() -> broker.broker().waiting() <= 2 * (each + 1), Subscriber.SOON, "each has its share");
        assertEquals(
                List.of("broker_limit_away"),
                problems().stream().map(Problem::code).toList());
        String message = problems().get(0).message();
        assertTrue(message, message.startsWith(FakeAccounts.NAME + " reached the broker's limit of " + BACKLOG / 2));
        assertNewest("away1", each, PUBLISHED);
        assertNewest("away2", each, PUBLISHED);
    }

    /** Whoever has little keeps it, however many others there are. */
    @Test
    public void level_takesFromThoseWhoHaveMost() {
        assertEquals(Long.MAX_VALUE, AwayBacklog.level(List.of(), 10));
        assertEquals(Long.MAX_VALUE, AwayBacklog.level(List.of(0L, 0L, 0L, 10L), 10));
        assertEquals(8, AwayBacklog.level(List.of(0L, 0L, 2L, 100L), 10));
        assertEquals(4, AwayBacklog.level(List.of(100L, 2L, 100L), 10));
    }

    private void assertNewest(String id, int count, int published) throws Exception {
        try (Subscriber back = broker.persistentClient(id)) {
            back.awaitTopics(count);
            List<Integer> numbers = back.received.stream()
                    .map(one -> Integer.valueOf(one.payload().trim()))
                    .toList();
            assertEquals(
                    IntStream.range(published - numbers.size(), published)
                            .boxed()
                            .toList(),
                    numbers);
        }
    }

    private List<Problem> problems() {
        return broker.report().problems();
    }

    private int port() {
        return broker.settings().tcpPort();
    }
}
