// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.status.StatusItem;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** The gateway as a foreign device of a BBMD that is scripted byte by byte. */
public class ForeignDeviceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final HexFormat HEX = HexFormat.of();

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    private static final String REGISTRATION = "81050006000a";
    /** That the gateway is there, and whether anybody else has its number. */
    private static final List<String> ANNOUNCEMENT = List.of(
            "81090015" + "0100" + "1000c4023ffed0" + "2205c4" + "9103" + "22022b",
            "81090010" + "0100" + "1008" + "0b3ffed0" + "1b3ffed0");

    private final List<String> received = new CopyOnWriteArrayList<>();
    /** Answers in place of the BBMD, if there is one. */
    private volatile Optional<DatagramSocket> otherSide = Optional.empty();

    private volatile String answer = "810000060000";
    private volatile boolean passesOn = true;
    private int port;
    private DatagramSocket bbmd;
    private BacnetSettings settings;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        bbmd = new DatagramSocket(new InetSocketAddress(Loopback.address(), port));
        Thread thread = new Thread(this::serve, "bbmd");
        thread.setDaemon(true);
        thread.start();
        BacnetSettings usual = Loopback.settings(Loopback.address(), port);
        settings = new BacnetSettings(
                usual.bind(),
                port,
                usual.broadcast(),
                usual.deviceInstance(),
                300,
                0,
                32,
                List.of(),
                Loopback.COV,
                Optional.of(new BacnetSettings.Bbmd(new InetSocketAddress(bbmd.getLocalAddress(), port), 10)),
                BacnetSettings.NetworkName.DEFAULT,
                BacnetSettings.RequestRates.NONE,
                InboundSettings.NONE);
    }

    @After
    public void close() {
        driver.close();
        bbmd.close();
        otherSide.ifPresent(DatagramSocket::close);
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        try {
            while (true) {
                bbmd.receive(packet);
                received.add(HEX.formatHex(packet.getData(), 0, packet.getLength()));
                if (packet.getData()[1] == 5 && !answer.isEmpty()) {
                    send(answer, packet);
                } else if (packet.getData()[1] == 9 && !passesOn) {
                    send("810000060060", packet);
                } else if (packet.getData()[1] == 9) {
                    // passed on by the other side: an I-Am of a device there
                    send(
                            "8104001e" + "7f520209" + HEX.toHexDigits((short) port) + "0120ffff00ff"
                                    + "1000c4020004d22205c491002105",
                            packet);
                }
            }
        } catch (IOException e) {
            return;
        }
    }

    private void send(String hex, DatagramPacket to) throws IOException {
        byte[] data = HEX.parseHex(hex);
        otherSide.orElse(bbmd).send(new DatagramPacket(data, data.length, to.getSocketAddress()));
    }

    private Optional<String> problem() {
        return driver.status().stream()
                .filter(item -> item instanceof StatusItem.Problem problem
                        && problem.code().equals("bbmd"))
                .map(item -> ((StatusItem.Problem) item).message())
                .findFirst();
    }

    @Test
    public void registration_isSentRenewedAndBroadcastsAreDistributed() {
        driver = Loopback.driver(settings);
        Await.until(() -> received.contains(REGISTRATION), DEADLINE, "registered");
        DiscoveryReport report = Await.result(
                driver.discover(
                        new DiscoveryRequest(List.of(), List.of(), List.of(), Duration.ofSeconds(8)), progress -> {}),
                DEADLINE);
        assertTrue(
                received.toString(),
                received.stream().anyMatch(packet -> packet.startsWith("8109000c0120ffff00ff1008")));
        assertEquals(
                "the device behind the BBMD",
                List.of(1234),
                report.devices().stream().map(device -> device.deviceId()).toList());
        assertEquals("127.82.2.9", report.devices().get(0).address().host());
        Await.until(() -> count(REGISTRATION) >= 2, DEADLINE, "renewed at half its time");
        assertEquals(Optional.empty(), problem());
        ANNOUNCEMENT.forEach(packet -> assertEquals("once: " + packet, 1, count(packet)));
    }

    private long count(String packet) {
        return received.stream().filter(packet::equals).count();
    }

    @Test
    public void bbmdThatAnswersFromAnotherAddressAndPort_isHeardToTheEnd() throws Exception {
        otherSide = Optional.of(new DatagramSocket(new InetSocketAddress(Loopback.address(), 0)));
        driver = Loopback.driver(settings);
        Await.until(() -> received.containsAll(ANNOUNCEMENT), DEADLINE, "accepted from there");
        assertEquals(Optional.empty(), problem());
        passesOn = false;
        var search = driver.discover(
                new DiscoveryRequest(List.of(), List.of(), List.of(), Duration.ofSeconds(4)), progress -> {});
        Await.until(
                () -> problem().filter(text -> text.contains("0060")).isPresent(), DEADLINE, "refused from there, too");
        Await.result(search, DEADLINE);
        passesOn = true;
        Await.until(() -> problem().isEmpty(), DEADLINE, "registered again");
    }

    @Test
    public void broadcastRefused_saidInItsOwnWordsAndRegisteredAgain() {
        driver = Loopback.driver(settings);
        Await.until(() -> received.contains(REGISTRATION), DEADLINE, "registered");
        passesOn = false;
        var search = driver.discover(
                new DiscoveryRequest(List.of(), List.of(), List.of(), Duration.ofSeconds(4)), progress -> {});
        Await.until(
                () -> problem()
                        .filter(text -> text.contains("0060") && text.contains("registers again"))
                        .isPresent(),
                DEADLINE,
                "not passed on");
        Await.result(search, DEADLINE);
        passesOn = true;
        Await.until(() -> problem().isEmpty(), DEADLINE, "registered again");
    }

    @Test
    public void examine_asksByTheBbmdAlone() {
        driver = Loopback.driver(settings);
        Await.until(() -> received.containsAll(ANNOUNCEMENT), DEADLINE, "announced there");
        // An answer to what was asked at the start may come while the doctor asks in another form; then he asks again.
        Await.until(
                () -> Await.result(driver.examine(), DEADLINE).stream()
                        .anyMatch(finding -> finding.message().equals("1 devices answered a Who-Is by the BBMD")),
                DEADLINE,
                "an answer by the BBMD");
        assertTrue(received.toString(), received.contains("8109000801001008"));
    }

    @Test
    public void refusal_isAProblemUntilItIsAccepted() {
        answer = "810000060030";
        driver = Loopback.driver(settings);
        Await.until(() -> problem().filter(text -> text.contains("refused")).isPresent(), DEADLINE, "refused");
        assertTrue(received.toString(), ANNOUNCEMENT.stream().noneMatch(received::contains));
        answer = "810000060000";
        Await.until(() -> problem().isEmpty(), DEADLINE, "accepted");
        Await.until(() -> received.containsAll(ANNOUNCEMENT), DEADLINE, "announced there");
    }

    @Test
    public void silence_isAProblem() {
        answer = "";
        driver = Loopback.driver(settings);
        Await.until(
                () -> problem().filter(text -> text.contains("does not answer")).isPresent(), DEADLINE, "silent");
    }
}
