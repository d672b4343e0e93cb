// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.testkit.FakeAccounts;
import java.util.HexFormat;
import org.junit.Rule;
import org.junit.Test;

/** What reaches a subscriber of requests, byte for byte. */
public class SenderStampTest {
    private static final String WRITE = "iot/global/org/site/gw/command/set_value_to_point/request";

    private final FakeAccounts accounts = FakeAccounts.withAdmin();

    @Rule
    public final TestBroker broker = TestBroker.ruled(accounts);

    @Test
    public void request_ofAnyVersionAndWhateverItClaims_saysWhoSentIt() throws Exception {
        accounts.add("operator", Role.OPERATOR);
        try (RawClient watcher = in(5, "admin")) {
            watcher.exchange(RawClient.subscribe(5, 1, RawClient.utf8(WRITE)));
            String other = pair("k", "v");
            String forged =
                    pair("bms-client-id", "page") + pair("bms-account", "admin") + pair("bms-address", "10.0.0.1");
            for (String claim : new String[] {"", pair("bms-account", "admin"), other + forged}) {
                try (RawClient sender = in(5, "operator")) {
                    assertTrue(sender.exchange(publish(claim)).startsWith("40"));
                }
                String kept = claim.startsWith(other) ? other : "";
                assertStamped(kept, "operator.5", watcher.read());
            }
            try (RawClient sender = in(4, "operator")) {
                assertEquals(
                        "40020007",
                        sender.exchange(RawClient.publish(4, 1, false, 7, RawClient.utf8(WRITE), new byte[] {'1'})));
            }
            assertStamped("", "operator.4", watcher.read());
        }
    }

    @Test
    public void request_byTheWebPort_bearsTheAddressOfWhoIsThere() throws Exception {
        try (RawClient watcher = in(5, "admin");
                RawClient page = new RawClient(broker.settings().tcpPort())) {
            watcher.exchange(RawClient.subscribe(5, 1, RawClient.utf8(WRITE)));
            broker.broker().introduce(page.near(), "10.0.0.9");
            page.exchange(RawClient.packet(0x10, RawClient.connectBody(5, 0xC2, "", "p", "", RawClient.utf8("admin"))));
            page.exchange(publish(""));
            String received = watcher.read();
            assertTrue(received, received.contains(pair("bms-address", "10.0.0.9")));
        }
    }

    @Test
    public void will_toARequest_isRefused() throws Exception {
        accounts.add("operator", Role.OPERATOR);
        String will = "00" + hex(RawClient.text(RawClient.utf8(WRITE))) + "000131";
        try (RawClient client = new RawClient(broker.settings().tcpPort())) {
            byte[] body = RawClient.connectBody(5, 0xC6, "", "w", will, RawClient.utf8("operator"));
            assertEquals("2003008700", client.exchange(RawClient.packet(0x10, body)));
        }
    }

    /** @param kept user properties of the client's own */
    private static void assertStamped(String kept, String clientId, String received) {
        String properties = kept
                + pair("bms-account", "operator")
                + pair("bms-address", "127.0.0.1")
                + pair("bms-client-id", clientId);
        String expected = String.format("%02x", properties.length() / 2) + properties + "31";
        assertTrue(received + " does not end with " + expected, received.endsWith(expected));
    }

    private RawClient in(int version, String user) throws Exception {
        RawClient client =
                RawClient.connecting(broker.settings().tcpPort(), version, user, user + "." + version, false);
        assertTrue(client.read().startsWith("00", 6));
        return client;
    }

    private static byte[] publish(String properties) {
        String body = hex(RawClient.text(RawClient.utf8(WRITE))) + "0007"
                + String.format("%02x", properties.length() / 2) + properties + "31";
        return RawClient.packet(0x32, HexFormat.of().parseHex(body));
    }

    private static String pair(String key, String value) {
        return "26" + hex(RawClient.text(RawClient.utf8(key))) + hex(RawClient.text(RawClient.utf8(value)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
