// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.Finding;
import io.bms.api.status.StatusItem;
import io.bms.bacnet.link.OwnDevice;
import io.bms.bacnet.settings.IpAddress;
import io.bms.bacnet.value.Names;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What the gateway itself is on the network, as somebody sees it who only has a socket. */
public class OnTheNetworkTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final HexFormat HEX = HexFormat.of();
    private static final String WHO_IS = "1008";
    /** With 1476 octets, no segmentation and vendor 555. */
    private static final String I_AM = "1000" + "c4023ffed0" + "2205c4" + "9103" + "22022b";

    private static final String WHO_HAS = "1007";
    /** In UTF-8, as the gateway is called. */
    private static final String NAME = "00" + HEX.formatHex("BMS gateway 4194000".getBytes(StandardCharsets.UTF_8));
    /** The device object of the device that it is. */
    private static final String I_HAVE = "1001" + "c4023ffed0" + "c4023ffed0" + "7514" + NAME;

    private final String bind = Loopback.address();
    private int port;
    private BacnetDriver driver;
    private DatagramSocket client;
    private DatagramChannel broadcasts;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        broadcasts = DatagramChannel.open().setOption(StandardSocketOptions.SO_REUSEADDR, true);
        broadcasts.bind(new InetSocketAddress("127.255.255.255", port));
        broadcasts.socket().setSoTimeout(5_000);
        driver = Loopback.driver(Loopback.settings(bind, port));
        client = new DatagramSocket(new InetSocketAddress(Loopback.address(), port));
        client.setBroadcast(true);
        client.setSoTimeout(5_000);
    }

    @After
    public void close() throws IOException {
        client.close();
        broadcasts.close();
        driver.close();
    }

    /** With a link layer header before it, to the gateway, or to all. */
    private void send(int function, String npdu, String to) throws IOException {
        byte[] content = HEX.parseHex(npdu);
        byte[] data = ByteBuffer.allocate(4 + content.length)
                .put((byte) 0x81)
                .put((byte) function)
                .putShort((short) (4 + content.length))
                .put(content)
                .array();
        client.send(new DatagramPacket(data, data.length, new InetSocketAddress(to, port)));
    }

    private static String received(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        socket.receive(packet);
        return HEX.formatHex(packet.getData(), 0, packet.getLength());
    }

    private static String next(DatagramSocket socket, String awaited) throws IOException {
        String seen = received(socket);
        for (int others = 0; !seen.contains(awaited) && others < 20; others++) {
            seen = received(socket);
        }
        return seen;
    }

    @Test
    public void start_saysThatItIsHereAndAsksForItsNumber() throws Exception {
        String whoHasItsNumber = "1008" + "0b3ffed0" + "1b3ffed0";
        assertEquals("810b0015" + "0100" + I_AM, next(broadcasts.socket(), I_AM));
        assertEquals(
                "after it, and after the notification of a restart or before that",
                "810b0010" + "0100" + whoHasItsNumber,
                next(broadcasts.socket(), whoHasItsNumber));
    }

    @Test
    public void whoIs_unicast_isAnsweredToTheAskerAlone() throws Exception {
        next(broadcasts.socket(), WHO_IS);
        send(0x0a, "0100" + WHO_IS, bind);
        assertEquals("810a0015" + "0100" + I_AM, received(client));
        send(0x0a, "0120ffff00ff" + WHO_IS, bind);
        assertEquals("810a0015" + "0100" + I_AM, received(client));
        assertEquals(List.of(), announcements(broadcasts.socket()));
    }

    /** The I-Ams among what comes until nothing has come for 200 ms; at a start the library asks for routers, too. */
    private static List<String> announcements(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(200);
        List<String> found = new ArrayList<>();
        try {
            while (true) {
                String heard = received(socket);
                if (heard.contains(I_AM)) {
                    found.add(heard);
                }
            }
        } catch (SocketTimeoutException quiet) {
            return found;
        }
    }

    @Test
    public void whoIs_fromBehindARouter_isAnsweredThroughIt() throws Exception {
        send(0x0b, "0128ffff00" + "000501" + "07" + "ff" + WHO_IS, "127.255.255.255");
        assertEquals("810a001a" + "0120" + "000501" + "07" + "ff" + I_AM, next(client, I_AM));
    }

    @Test
    public void whoIs_passedOnByABbmd_isAnsweredToItsOrigin() throws Exception {
        try (DatagramSocket far = new DatagramSocket(new InetSocketAddress(Loopback.address(), 0))) {
            far.setSoTimeout(5_000);
            String origin = HEX.formatHex(IpAddress.toMac((InetSocketAddress) far.getLocalSocketAddress()));
            send(0x04, origin + "0120ffff00ff" + WHO_IS, bind);
            assertEquals("810a0015" + "0100" + I_AM, received(far));
        }
    }

    @Test
    public void whoIs_broadcastOnThisSubnet_isAnsweredByALocalBroadcast() throws Exception {
        next(broadcasts.socket(), "0b3ffed0");
        send(0x0b, "0100" + WHO_IS, "127.255.255.255");
        assertEquals("810b0015" + "0100" + I_AM, next(broadcasts.socket(), I_AM));
    }

    @Test
    public void whoIs_limits_areKept() throws Exception {
        for (String silent : new String[] {
            "0a03e8",
            "1a03e8",
            "0900" + "1a03e8",
            "1b3ffed0" + "0900",
            "0b3ffed1" + "1b3fffff",
            "0900" + "1b3ffed0" + "2900"
        }) {
            send(0x0a, "0100" + WHO_IS + silent, bind);
        }
        send(0x0a, "0100" + WHO_IS + "0b3ffed0" + "1b3ffed0", bind);
        assertEquals("810a0015" + "0100" + I_AM, received(client));
        client.setSoTimeout(200);
        org.junit.Assert.assertThrows(SocketTimeoutException.class, () -> received(client));
    }

    /** By its identifier and by its name, in a unicast, through a router, by a BBMD and in a broadcast here. */
    @Test
    public void whoHas_isAnsweredAsAWhoIsIs() throws Exception {
        String byIdentifier = WHO_HAS + "2c023ffed0";
        next(broadcasts.socket(), "0b3ffed0");
        send(0x0a, "0100" + byIdentifier, bind);
        assertEquals("810a0028" + "0100" + I_HAVE, received(client));
        send(0x0a, "0120ffff00ff" + WHO_HAS + "0900" + "1b3fffff" + "3d14" + NAME, bind);
        assertEquals("810a0028" + "0100" + I_HAVE, received(client));
        send(0x0b, "0128ffff00" + "000501" + "07" + "ff" + byIdentifier, "127.255.255.255");
        assertEquals("810a002d" + "0120" + "000501" + "07" + "ff" + I_HAVE, next(client, I_HAVE));
        try (DatagramSocket far = new DatagramSocket(new InetSocketAddress(Loopback.address(), 0))) {
            far.setSoTimeout(5_000);
            String origin = HEX.formatHex(IpAddress.toMac((InetSocketAddress) far.getLocalSocketAddress()));
            send(0x04, origin + "0120ffff00ff" + byIdentifier, bind);
            assertEquals("810a0028" + "0100" + I_HAVE, received(far));
        }
        send(0x0b, "0100" + byIdentifier, "127.255.255.255");
        assertEquals(
                "the first of them that is broadcast", "810b0028" + "0100" + I_HAVE, next(broadcasts.socket(), I_HAVE));
    }

    @Test
    public void whoHas_ofAnotherObjectOrForm_isNotAnswered() throws Exception {
        for (String silent : new String[] {
            "2c00000001",
            "2c023ffed1",
            "0900" + "1a03e8" + "2c023ffed0",
            "0900" + "2c023ffed0",
            "2c023ffed0" + "2c023ffed0",
            "2b3ffed0",
            "3d05" + "00" + "526f6f6d",
            "3d14" + "01" + "ffff" + "42".repeat(17),
            "38",
            ""
        }) {
            send(0x0a, "0100" + WHO_HAS + silent, bind);
        }
        send(0x0a, "0100" + WHO_IS, bind);
        assertEquals("the first that comes", "810a0015" + "0100" + I_AM, received(client));
    }

    @Test
    public void bbmdFunctions_areRefused() throws Exception {
        Map<String, String> refusals = new LinkedHashMap<>();
        refusals.put("8101000e" + "7f000001bac0ffffffff", "0010");
        refusals.put("81020004", "0020");
        refusals.put("81050006003c", "0030");
        refusals.put("81060004", "0040");
        refusals.put("8108000a7f000001bac0", "0050");
        refusals.put("8109000c0120ffff00ff" + WHO_IS, "0060");
        for (Map.Entry<String, String> each : refusals.entrySet()) {
            byte[] data = HEX.parseHex(each.getKey());
            client.send(new DatagramPacket(data, data.length, new InetSocketAddress(bind, port)));
            assertEquals(each.getKey(), "81000006" + each.getValue(), received(client));
        }
    }

    @Test
    public void bbmdAnswers_getNone() throws Exception {
        for (String answer : new String[] {"81030004", "81070004", "8107000e" + "7f000002bac0" + "003c0050"}) {
            byte[] data = HEX.parseHex(answer);
            client.send(new DatagramPacket(data, data.length, new InetSocketAddress(bind, port)));
        }
        send(0x0a, "0100" + WHO_IS, bind);
        assertEquals("the first that comes", "810a0015" + "0100" + I_AM, received(client));
    }

    private String read(int property) throws IOException {
        String reference =
                property < 256 ? "19" + HEX.toHexDigits((byte) property) : "1a" + HEX.toHexDigits((short) property);
        send(0x0a, "0104" + "0275" + "01" + "0c" + "0c023fffff" + reference, bind);
        String answer = next(client, "010c").substring(12);
        return answer.startsWith("50")
                ? "error"
                : answer.replaceAll("^30010c0c023ffed0" + reference + "3e(.*)3f$", "$1");
    }

    private static String text(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        String tag = octets.length < 4 ? "7" + (octets.length + 1) : "75" + HEX.toHexDigits((byte) (octets.length + 1));
        return tag + "00" + HEX.formatHex(octets);
    }

    /**
     * Backup (configuration files, last restore time, failure timeout, preparation times, state), a UTC offset and
     * daylight saving, which the library gets wrong, segments, and what belongs to events.
     */
    private static final int[] ABSENT = {154, 157, 153, 339, 341, 340, 338, 119, 24, 10, 167, 111, 36, 103};

    /** By property identifier: all that it has, but for the time, which moves. */
    @Test
    public void ownDevice_everyProperty_isSo() throws Exception {
        Map<Integer, String> so = new LinkedHashMap<>();
        so.put(75, "c4023ffed0");
        so.put(77, text("BMS gateway 4194000"));
        so.put(79, "9108");
        so.put(112, "9100");
        so.put(121, text("BMS gateway"));
        so.put(120, "22022b");
        so.put(70, text("BMS gateway"));
        so.put(44, text("test"));
        so.put(12, text("test"));
        so.put(28, text("BACnet to MQTT gateway"));
        so.put(98, "2101");
        so.put(139, "2110");
        so.put(76, "c4023ffed0");
        so.put(62, "2205c4");
        so.put(107, "9103");
        so.put(11, "220190");
        so.put(73, "2101");
        so.put(30, "");
        for (Map.Entry<Integer, String> each : so.entrySet()) {
            assertEquals("property " + each.getKey(), each.getValue(), read(each.getKey()));
        }
        for (int absent : ABSENT) {
            assertEquals("property " + absent, "error", read(absent));
        }
        String listed = read(371);
        for (int property : so.keySet()) {
            boolean isListed = listed.contains("91" + HEX.toHexDigits((byte) property));
            assertEquals("property " + property, property != 75 && property != 77 && property != 79, isListed);
        }
        for (int absent : ABSENT) {
            assertFalse("property " + absent, listed.contains("91" + HEX.toHexDigits((byte) absent)) && absent < 256);
        }
    }

    /** Bits 1, 28: COV; 2, 29: events; 12, 14: reads; 26: I-Am; 33, 34: Who-Has, Who-Is. */
    @Test
    public void ownDevice_services_areThoseThatItExecutes() throws Exception {
        assertEquals(List.of(1, 2, 12, 14, 26, 28, 29, 33, 34), bits(read(97)));
        assertEquals("object types: device", List.of(8), bits(read(96)));
    }

    private static List<Integer> bits(String tagged) {
        byte[] octets = HEX.parseHex(tagged);
        int from = octets[0] == (byte) 0x85 ? 3 : 2;
        return java.util.stream.IntStream.range(0, (octets.length - from) * 8)
                .filter(bit -> (octets[from + bit / 8] & 0x80 >> bit % 8) != 0)
                .boxed()
                .toList();
    }

    @Test
    public void pics_saysWhatTheDeviceObjectSays() throws Exception {
        String pics = Files.readString(Path.of("../../docs/pics.md"));
        for (String each : new String[] {
            "| Vendor Identifier | " + OwnDevice.VENDOR + " |",
            "| Vendor Name | " + OwnDevice.VENDOR_NAME + " |",
            "| Protocol Revision | " + OwnDevice.PROTOCOL_REVISION + " |"
        }) {
            assertTrue(each, pics.contains(each));
        }
        assertEquals(
                OwnDevice.said(Loopback.settings(bind, port), "0").keySet().stream()
                        .map(property -> Names.words(property.toString()))
                        .toList(),
                pics.lines()
                        .dropWhile(line -> !line.startsWith("| Property |"))
                        .skip(2)
                        .takeWhile(line -> line.startsWith("|"))
                        .map(line -> line.split("\\|")[1].strip().toLowerCase(Locale.ROOT))
                        .toList());
        List<Integer> executed = bits(read(97));
        List<String> rows = pics.lines()
                .filter(line -> line.matches("\\| \\d+ \\| [^|]+ \\| \\w+ \\| yes \\|.*"))
                .map(line -> line.split("\\|")[1].strip())
                .toList();
        assertEquals(executed.stream().map(String::valueOf).toList(), rows);
    }

    @Test
    public void anotherWithTheSameInstance_bothNoticeAndNeitherAddsTheOther() throws Exception {
        String there = Loopback.address();
        BacnetDriver other = Loopback.driver(Loopback.settings(there, port));
        try {
            Await.until(() -> problem(driver).contains(there), DEADLINE, "the first one notices");
            Await.until(() -> problem(other).contains(bind), DEADLINE, "and the second one");
            DiscoveryReport report = Await.result(
                    driver.discover(
                            new DiscoveryRequest(
                                    List.of(new DiscoveryRequest.Target(there, OptionalInt.empty(), true)),
                                    List.of(),
                                    List.of(),
                                    Duration.ofSeconds(5)),
                            progress -> {}),
                    DEADLINE);
            assertEquals(List.of(), report.devices());
            assertTrue(
                    report.toString(),
                    report.unreachable().get(0).failure().message().contains("deviceInstance"));
            assertTrue(Await.result(driver.examine(), DEADLINE).stream()
                    .filter(finding -> finding.severity() == Finding.Severity.WRONG)
                    .anyMatch(finding -> finding.message().contains("own instance number 4194000")));
        } finally {
            other.close();
        }
    }

    private static String problem(BacnetDriver driver) {
        return driver.status().stream()
                .filter(item -> item instanceof StatusItem.Problem problem
                        && problem.code().equals("duplicate_instance"))
                .map(Object::toString)
                .findFirst()
                .orElse("");
    }

    @Test
    public void iAm_ofNoDevice_isNoDeviceOfASearchAndSaidByTheDoctor() throws Exception {
        var report = driver.discover(
                new DiscoveryRequest(List.of(), List.of(), List.of(), Duration.ofSeconds(10)), progress -> {});
        send(0x0b, "0120ffff00ff" + "1000" + "c4023fffff" + "2205c4" + "9103" + "2107", "127.255.255.255");
        assertEquals(List.of(), Await.result(report, Duration.ofSeconds(8)).devices());
        var findings = driver.examine();
        send(0x0b, "0120ffff00ff" + "1000" + "c4023fffff" + "2205c4" + "9103" + "2107", "127.255.255.255");
        assertTrue(Await.result(findings, DEADLINE).stream()
                .anyMatch(finding -> finding.message().contains("4194303")));
    }
}
