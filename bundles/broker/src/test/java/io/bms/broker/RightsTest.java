// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static io.bms.broker.RawClient.packet;
import static io.bms.broker.RawClient.utf8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What accounts may do, byte for byte, with the real broker behind the door. */
public class RightsTest {
    private static final String B = "iot/global/org/site/gw";
    private static final String STATUS = B + "/status/update";
    private static final String WRITE = B + "/command/set_value_to_point/request";
    private static final byte[] PAYLOAD = {'1'};
    private static final String NOT_AUTHORIZED = "87";

    private final FakeAccounts accounts = FakeAccounts.withAdmin();

    @Rule
    public final TestBroker broker = TestBroker.ruled(accounts);

    @Before
    public void people() {
        accounts.add("viewer", Role.VIEWER);
        accounts.add("operator", Role.OPERATOR);
    }

    @Test
    public void publish_notAllowedInMqtt5_isAnsweredAndReachesNobody() throws Exception {
        try (RawClient watcher = in(5, "admin", "watcher")) {
            watcher.exchange(RawClient.subscribe(5, 1, utf8("#")));
            try (RawClient operator = in(5, "operator", "o")) {
                for (boolean retain : new boolean[] {false, true}) {
                    assertEquals("4003000787", operator.exchange(publish(5, 1, retain, STATUS)));
                    assertEquals("5003000787", operator.exchange(publish(5, 2, retain, STATUS)));
                }
                assertTrue(operator.exchange(publish(5, 1, false, WRITE)).startsWith("40"));
                assertTrue(watcher.read().startsWith("3"));
                assertEquals("e001" + NOT_AUTHORIZED, operator.exchange(publish(5, 0, true, STATUS)));
            }
            assertTrue("nothing but the request came", watcher.isAlive());
        }
    }

    @Test
    public void publish_notAllowedInMqtt311_closes() throws Exception {
        for (int qos = 0; qos <= 2; qos++) {
            try (RawClient admin = in(4, "admin", "a")) {
                assertEquals(RawClient.CLOSED, admin.exchange(publish(4, qos, true, STATUS)));
            }
        }
    }

    @Test
    public void subscribe_notAllowed_isAnsweredFilterByFilter() throws Exception {
        byte[][] filters = {
            utf8(B + "/bulk"), utf8("#"), utf8("$share/g/#"), utf8("$share/g/" + B + "/bulk"), utf8(B + "/reply/other")
        };
        try (RawClient viewer = in(5, "viewer", "v")) {
            assertEquals("9008000900" + "0187870187", viewer.exchange(RawClient.subscribe(5, 9, filters)));
            assertEquals("9004000a00" + "87", viewer.exchange(RawClient.subscribe(5, 10, utf8("iot/#"))));
        }
        try (RawClient viewer = in(4, "viewer", "v")) {
            assertEquals("90070009" + "0180800180", viewer.exchange(RawClient.subscribe(4, 9, filters)));
        }
    }

    @Test
    public void will_notAllowed_isRefusedWithTheConnectionAndNeverSent() throws Exception {
        try (RawClient watcher = in(5, "admin", "watcher")) {
            watcher.exchange(RawClient.subscribe(5, 1, utf8("#")));
            for (int version : new int[] {4, 5}) {
                String refused = version == 5 ? "20030087" + "00" : "20020005";
                for (int flags : new int[] {0xC6, 0xE6, 0xEE}) {
                    assertEquals(refused, willOf(version, "admin", flags, STATUS));
                }
                assertEquals(
                        "strangers learn nothing",
                        willOf(version, "nobody", 0xE6, WRITE),
                        willOf(version, "nobody", 0xE6, STATUS));
            }
            assertTrue("none came", watcher.isAlive());
        }
        try (RawClient late = in(5, "admin", "late")) {
            late.exchange(RawClient.subscribe(5, 1, utf8("#")));
            assertTrue("none is retained", late.isAlive());
        }
    }

    private String willOf(int version, String user, int flags, String topic) throws IOException {
        String will = (version == 5 ? "00" : "") + hex(RawClient.text(utf8(topic))) + hex(RawClient.text(PAYLOAD));
        try (RawClient client = new RawClient(port())) {
            String answer =
                    client.exchange(packet(0x10, RawClient.connectBody(version, flags, "", "w", will, utf8(user))));
            assertEquals(RawClient.CLOSED, client.read());
            return answer;
        }
    }

    @Test
    public void clientId_ofTheGatewayOrOfAnother_isRefused() throws Exception {
        try (RawClient operator = in(5, "operator", "shared")) {
            for (String id : List.of("iot_supervisor_gw", "iot_supervisor_", "shared", "operator", "operator.page")) {
                assertConnack("20030085", 5, "viewer", id);
                assertConnack("20020002", 4, "viewer", id);
            }
            assertTrue(operator.isAlive());
            in(5, "operator", "operator.page").close();
            in(5, "viewer", "operators").close();
            in(5, "operator", "shared").close();
            assertEquals("its own may take it over", "e0028e00", operator.read());
        }
        Await.until(() -> isLetIn("viewer", "shared"), Subscriber.SOON, "an id whose session has ended is free");
    }

    @Test
    public void connect_wrongPassword_isAnsweredTheSameWhateverTheIdIs() throws Exception {
        try (RawClient operator = in(5, "operator", "shared")) {
            accounts.add(new Account("guessed", Role.VIEWER), "another password");
            for (String user : List.of("guessed", "nobody")) {
                for (String id : List.of("shared", "operator", "admin.page", "iot_supervisor_gw", "free")) {
                    assertConnack("20030086", 5, user, id);
                    assertConnack("20020005", 4, user, id);
                }
            }
            assertTrue(operator.isAlive());
        }
    }

    @Test
    public void clientId_newAndWantedByTwoAtOnce_isTheFirstOnes() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        accounts.meanwhile(() -> {
            both.countDown();
            awaitCounted(both);
        });
        try (RawClient one = RawClient.connecting(port(), 5, "operator", "new", false);
                RawClient two = RawClient.connecting(port(), 5, "viewer", "new", false)) {
            Map<String, RawClient> byAnswer =
                    Map.of(one.read().substring(6, 8), one, two.read().substring(6, 8), two);
            assertEquals("both were checked at the same time", 0, both.getCount());
            assertEquals(Set.of("00", "85"), byAnswer.keySet());
            assertTrue(byAnswer.get("00").isAlive());
        }
    }

    private static void awaitCounted(CountDownLatch latch) {
        try {
            latch.await(Subscriber.SOON.toMillis() / 2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isLetIn(String user, String id) {
        try {
            return connack(5, user, id).startsWith("00", 6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void session_thatIsAway_isItsAccountsAfterARestartToo() throws Exception {
        try (RawClient operator = stays("operator", "kept")) {
            assertEquals("9004000100" + "01", operator.exchange(RawClient.subscribe(5, 1, utf8(B + "/bulk"))));
        }
        assertConnack("20030085", 5, "viewer", "kept");
        broker.restart();
        assertConnack("20030085", 5, "viewer", "kept");
        try (RawClient operator = RawClient.connecting(port(), 5, "operator", "kept", true)) {
            assertTrue("the session is there", operator.read().startsWith("01", 4));
        }
    }

    @Test
    public void session_thatIsAway_isThereAfterOthersNamedItsIdWithoutThePassword() throws Exception {
        try (RawClient operator = stays("operator", "kept")) {
            assertEquals("9004000100" + "01", operator.exchange(RawClient.subscribe(5, 1, utf8(B + "/bulk"))));
        }
        accounts.setPassword("operator", "another password");
        for (String user : List.of("operator", "nobody")) {
            assertConnack("20030086", 5, user, "kept");
            assertConnack("20020005", 4, user, "kept");
        }
        assertConnack("20030085", 5, "viewer", "kept");
        accounts.setPassword("operator", FakeAccounts.PASSWORD);
        try (RawClient operator = RawClient.connecting(port(), 5, "operator", "kept", true)) {
            assertTrue("the session is there", operator.read().startsWith("01", 4));
        }
    }

    @Test
    public void session_withMoreThanTheAccountMayHaveNow_beginsAnew() throws Exception {
        accounts.add("boss", Role.ADMIN);
        try (RawClient boss = stays("boss", "b")) {
            assertEquals("9004000100" + "01", boss.exchange(RawClient.subscribe(5, 1, utf8("#"))));
        }
        accounts.add("boss", Role.OPERATOR);
        try (RawClient operator = in(5, "operator", "o")) {
            operator.exchange(publish(5, 1, false, WRITE));
        }
        try (RawClient boss = RawClient.connecting(port(), 5, "boss", "b", true)) {
            assertTrue("no session", boss.read().startsWith("00", 4));
            assertTrue("and nothing from it", boss.isAlive());
        }
    }

    @Test
    public void account_changed_itsConnectionsEndAtOnce() throws Exception {
        List<Runnable> changes = List.of(
                () -> accounts.add("operator", Role.VIEWER),
                () -> accounts.setPassword("operator", "another one"),
                () -> accounts.delete("operator"));
        for (Runnable change : changes) {
            accounts.add(new Account("operator", Role.OPERATOR), FakeAccounts.PASSWORD);
            try (RawClient five = in(5, "operator", "five");
                    RawClient three = in(4, "operator", "three");
                    RawClient viewer = in(5, "viewer", "v")) {
                change.run();
                assertEquals("e001" + "98", five.read());
                assertEquals(RawClient.CLOSED, three.read());
                assertTrue("others stay", viewer.isAlive());
            }
        }
    }

    @Test
    public void credential_revoked_itsConnectionEndsAndNoNewOneBegins() throws Exception {
        accounts.setPassword("operator~1", FakeAccounts.PASSWORD);
        try (RawClient page = in(5, "operator~1", "page")) {
            assertEquals("9004000100" + "01", page.exchange(RawClient.subscribe(5, 1, utf8(B + "/reply/page"))));
            accounts.delete("operator~1");
            assertEquals("e001" + "98", page.read());
            assertTrue(connack(5, "operator~1", "page").startsWith("2003008", 0));
        }
    }

    private void assertConnack(String expected, int version, String user, String id) throws IOException {
        String answer = connack(version, user, id);
        assertTrue(id + ": " + answer, answer.startsWith(expected));
    }

    private String connack(int version, String user, String id) throws IOException {
        try (RawClient client = RawClient.connecting(port(), version, user, id, false)) {
            return client.read();
        }
    }

    private RawClient stays(String user, String id) throws IOException {
        return letIn(RawClient.connecting(port(), 5, user, id, true));
    }

    private RawClient in(int version, String user, String id) throws IOException {
        return letIn(RawClient.connecting(port(), version, user, id, false));
    }

    private static RawClient letIn(RawClient client) throws IOException {
        String answer = client.read();
        assertEquals(answer, "00", answer.substring(6, 8));
        return client;
    }

    private static byte[] publish(int version, int qos, boolean retain, String topic) {
        return RawClient.publish(version, qos, retain, 7, utf8(topic), PAYLOAD);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private int port() {
        return broker.settings().tcpPort();
    }
}
