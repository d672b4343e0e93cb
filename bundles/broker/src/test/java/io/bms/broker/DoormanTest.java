// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;

/** What the door answers, byte for byte, with the real broker behind it. */
public class DoormanTest {
    private static final String DISCONNECT = "e001";
    private static final byte[] PAYLOAD = {'1'};

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void greeting_notMqtt_isClosedAtOnce() throws Exception {
        Map<String, byte[]> greetings = new LinkedHashMap<>();
        greetings.put("CORE", "ACTIVEMQ".getBytes(StandardCharsets.US_ASCII));
        greetings.put("AMQP", hex("414d515000010000"));
        greetings.put("OpenWire", hex("000000f001416374697665"));
        greetings.put("STOMP", "CONNECT\naccept-version:1.2\n\n\0".getBytes(StandardCharsets.US_ASCII));
        greetings.put("HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        greetings.put("TLS", hex("16030100c8010000c40303"));
        greetings.put("PINGREQ", hex("c000"));
        greetings.put("PUBLISH", RawClient.publish(4, 0, false, 0, utf8("a"), PAYLOAD));
        greetings.put("one byte", hex("00"));
        greetings.put("length of five bytes", hex("10ffffffff01"));
        greetings.put("too long", hex("10ffff03"));
        greetings.put("another protocol", hex("100c00044d51545204020000000000"));
        for (Map.Entry<String, byte[]> greeting : greetings.entrySet()) {
            try (RawClient client = new RawClient(broker.settings().tcpPort())) {
                assertEquals(greeting.getKey(), RawClient.CLOSED, client.exchange(greeting.getValue()));
            }
        }
    }

    @Test
    public void connect_refused_saysWhyInItsVersion() throws Exception {
        assertConnect("20020002", connect(4, "a\u0001b", "", ""));
        assertConnect("2003008500", connect(5, "a\u0001b", "", ""));
        assertConnect("2003008500", connect(5, "x".repeat(257), "", ""));
        assertConnect("2003008100", connect(5, "a\u0000b", "", ""));
        assertConnect("2003008600", connectAs(5, utf8("x\n2026-11-28 forged")));
        assertConnect("20020004", connectAs(4, utf8("x\u001b[2J")));
        assertConnect("2003008100", connectAs(5, hex("c0af")));
        assertConnect("2003008100", RawClient.packet(0x10, RawClient.connectBody(5, 0xC3, "", "a", "", utf8("u"))));
        assertConnect("2003008200", connect(5, "a", "210000", ""));
        assertConnect("20020001", hex("100c00044d51545484020000000000"));
        assertConnect("2003008400", hex("100c00044d51545406020000000000"));
    }

    @Test
    public void will_topicInvalid_isRefused() throws Exception {
        assertWill("90", "iot/#");
        assertWill("90", "");
        assertWill("90", "a\u0002b");
        assertWill("90", "/".repeat(64));
        assertWill("81", "a\u0000b");
        assertWill("87", "$SYS/x");
    }

    @Test
    public void publish_topicInvalidInMqtt5_isAnsweredAndTheConnectionGoesOn() throws Exception {
        try (RawClient client = signedIn(5)) {
            for (String topic : List.of("a\u0001b", "a\u001fb/c", "\uffff", "a/#", "+", "/".repeat(4_999) + "a", "")) {
                assertEquals("4003000790", client.exchange(RawClient.publish(5, 1, false, 7, utf8(topic), PAYLOAD)));
                assertEquals("5003000890", client.exchange(RawClient.publish(5, 2, true, 8, utf8(topic), PAYLOAD)));
            }
            assertTrue(client.isAlive());
        }
        assertClosesWith("90", RawClient.publish(5, 0, false, 0, utf8("a\u0003b"), PAYLOAD));
        assertClosesWith("81", RawClient.publish(5, 1, false, 7, utf8("a\u0000b"), PAYLOAD));
        assertClosesWith("81", RawClient.publish(5, 1, false, 7, hex("eda080"), PAYLOAD));
    }

    @Test
    public void publish_topicInvalidInMqtt311_closes() throws Exception {
        for (String topic : List.of("a\u0001b", "a/#", "", "/".repeat(64))) {
            try (RawClient client = signedIn(4)) {
                assertEquals(
                        RawClient.CLOSED, client.exchange(RawClient.publish(4, 1, false, 7, utf8(topic), PAYLOAD)));
            }
        }
    }

    @Test
    public void subscribe_someFiltersInvalid_refusesThoseAndKeepsTheOthers() throws Exception {
        byte[][] filters = {utf8("a/#"), utf8("a#"), utf8("b/+"), utf8("$share//#"), utf8("x".repeat(1_025)), utf8("c")
        };
        try (RawClient client = signedIn(5)) {
            assertEquals("9009000900018f018f8f01", client.exchange(RawClient.subscribe(5, 9, filters)));
            assertEquals("9004000a008f", client.exchange(RawClient.subscribe(5, 10, utf8("#/a"))));
            client.send(RawClient.publish(5, 0, false, 0, utf8("b/1"), PAYLOAD));
            assertEquals("3007" + "0003622f310031", client.read());
        }
        try (RawClient client = signedIn(4)) {
            assertEquals("90080009018001808001", client.exchange(RawClient.subscribe(4, 9, filters)));
        }
        assertClosesWith("81", RawClient.subscribe(5, 9, utf8("a\u0000")));
    }

    @Test
    public void subscribe_tooManyFilters_refusesThoseBeyond() throws Exception {
        byte[][] filters = new byte[20_000][];
        Arrays.setAll(filters, i -> utf8("f/" + i));
        try (RawClient client = signedIn(5)) {
            String codes = client.exchange(RawClient.subscribe(5, 9, filters)).substring(14);
            assertEquals("01".repeat(100) + "97".repeat(19_900), codes);
            Arrays.fill(filters, utf8("same"));
            codes = client.exchange(RawClient.subscribe(5, 9, filters)).substring(14);
            assertEquals("01".repeat(100) + "97".repeat(19_900), codes);
            assertTrue(client.isAlive());
        }
    }

    @Test
    public void packet_broken_endsTheConnectionWithTheReason() throws Exception {
        assertClosesWith("82", RawClient.packet(0x10, RawClient.connectBody(5, 2, "", "again", "", utf8(""))));
        assertClosesWith("81", hex("3600"));
        assertClosesWith("81", hex("3800"));
        assertClosesWith("82", RawClient.publish(5, 1, false, 0, utf8("a"), PAYLOAD));
        assertClosesWith("94", RawClient.packet(0x30, hex("00016103230001")));
        assertClosesWith("82", RawClient.packet(0x30, hex("000161020b01")));
        assertClosesWith("97", RawClient.packet(0x30, hex("000161" + "c502" + "2600000000".repeat(65))));
        assertClosesWith("81", hex("80050001000161"));
        assertClosesWith("82", hex("820300010000"));
        assertClosesWith("82", hex("20020000"));
        assertClosesWith("82", hex("f000"));
        assertClosesWith("81", hex("c001ff"));
        assertClosesWith("95", hex("82ffff7f"));
    }

    @Test
    public void packets_sentBeforeTheAnswer_areServedAfterIt() throws Exception {
        try (RawClient client = new RawClient(broker.settings().tcpPort())) {
            client.send(RawClient.join(
                    connect(5, "hasty", "", ""),
                    RawClient.subscribe(5, 1, utf8("h/#")),
                    RawClient.publish(5, 0, false, 0, utf8("h/1"), PAYLOAD)));
            assertTrue(client.read().startsWith("20"));
            // A message may come before the SUBACK (MQTT 5, 3.8.4).
            assertEquals(Set.of("900400010001", "3007" + "0003682f310031"), Set.of(client.read(), client.read()));
        }
    }

    @Test
    public void connect_neverWhole_isClosedInTime() throws Exception {
        try (RawClient client = new RawClient(broker.settings().tcpPort())) {
            client.send(hex("10ff1f00044d515454050200"));
            Await.until(() -> closedNow(client), Subscriber.SOON.multipliedBy(3), "the connection is closed");
        }
    }

    @Test
    public void clientId_withQuote_touchesNoOtherSession() throws Exception {
        broker.persistentClient("keeper").subscribeAndLeave("kept/#");
        try (Subscriber thief = broker.client("x' OR '1' = '1")) {
            thief.subscribe("t/#");
        }
        broker.restart();
        try (Subscriber publisher = broker.client("publisher")) {
            publisher.publish("kept/1", "1", false);
        }
        try (Subscriber keeper = broker.persistentClient("keeper")) {
            keeper.awaitTopics(1);
        }
    }

    @Test
    public void sessionExpiry_of30Days_isCutAndSaid() throws Exception {
        try (RawClient client = new RawClient(broker.settings().tcpPort())) {
            String answer = client.exchange(connect(5, "month", "1100278d00", ""));
            assertTrue(answer, answer.contains("110020c49b"));
        }
        try (Subscriber first = Subscriber.connect(broker.settings().tcpPort(), "long", false, 2_592_000)) {
            first.subscribe("long/#");
        }
        try (Subscriber publisher = broker.client("publisher")) {
            publisher.publish("long/1", "1", false);
        }
        try (Subscriber back = Subscriber.connect(broker.settings().tcpPort(), "long", false, 2_592_000)) {
            back.awaitTopics(1);
        }
    }

    private static boolean closedNow(RawClient client) {
        try {
            return client.read().equals(RawClient.CLOSED);
        } catch (IOException notYet) {
            return false;
        }
    }

    private void assertConnect(String answer, byte[] packet) throws IOException {
        try (RawClient client = new RawClient(broker.settings().tcpPort())) {
            assertEquals(answer, client.exchange(packet));
            assertEquals(RawClient.CLOSED, client.read());
        }
    }

    private void assertWill(String reason, String topic) throws IOException {
        String will = HexFormat.of().formatHex(RawClient.join(RawClient.text(utf8(topic)), RawClient.text(PAYLOAD)));
        assertConnect("200300" + reason + "00", connect(5, "mortal", "", "00" + will));
    }

    private void assertClosesWith(String reason, byte[] packet) throws IOException {
        try (RawClient client = signedIn(5)) {
            assertEquals(HexFormat.of().formatHex(packet), DISCONNECT + reason, client.exchange(packet));
            assertEquals(RawClient.CLOSED, client.read());
        }
    }

    private RawClient signedIn(int version) throws IOException {
        return RawClient.signedIn(broker.settings().tcpPort(), version, "raw");
    }

    private static byte[] connect(int version, String id, String properties, String will) {
        int flags = will.isEmpty() ? 0xC2 : 0xC6;
        return RawClient.packet(
                0x10, RawClient.connectBody(version, flags, properties, id, will, utf8(FakeAccounts.NAME)));
    }

    private static byte[] connectAs(int version, byte[] user) {
        return RawClient.packet(0x10, RawClient.connectBody(version, 0xC2, "", "a", "", user));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] utf8(String text) {
        return RawClient.utf8(text);
    }
}
