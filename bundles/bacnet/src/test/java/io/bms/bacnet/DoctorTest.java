// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.Finding;
import io.bms.api.driver.Finding.Severity;
import io.bms.api.point.PointId;
import io.bms.bacnet.link.InterfaceCheck;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.bacnet.settings.IpAddress;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

public class DoctorTest {
    /** Among the broadcasts, with which the notification of a restart comes. */
    private static final String WHO_IS = "810b.{4}(0100|0120ffff00ff)1008.*";

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    private static InterfaceCheck.Interface on(String name, String address, String broadcast, int prefix)
            throws Exception {
        return new InterfaceCheck.Interface(
                name, IpAddress.parse(address), Optional.of(InetAddress.getByName(broadcast)), prefix, true);
    }

    private static List<Finding> check(
            String bind, Optional<String> broadcast, InterfaceCheck.Interface... interfaces) {
        BacnetSettings usual = Loopback.settings(bind, 47808);
        return new InterfaceCheck(
                        new BacnetSettings(
                                usual.bind(),
                                47808,
                                broadcast.map(IpAddress::parse),
                                1,
                                300,
                                0,
                                32,
                                List.of(),
                                Loopback.COV,
                                Optional.empty(),
                                BacnetSettings.NetworkName.DEFAULT,
                                BacnetSettings.RequestRates.NONE,
                                InboundSettings.NONE),
                        List.of(interfaces),
                        List.of(Target.of(DeviceAddress.direct("10.20.0.77", 47808))))
                .findings();
    }

    private static void assertFinding(List<Finding> findings, Severity severity, String word) {
        assertTrue(
                findings.toString(),
                findings.stream()
                        .anyMatch(finding -> finding.severity() == severity
                                && finding.message().contains(word)));
    }

    @Test
    public void interfaces_eachMistake_isNamed() throws Exception {
        InterfaceCheck.Interface plant = on("eth1", "10.20.0.5", "10.20.0.255", 24);
        InterfaceCheck.Interface office = on("eth0", "192.168.1.5", "192.168.1.255", 24);
        InterfaceCheck.Interface bridge = on("docker0", "172.17.0.1", "172.17.255.255", 16);
        assertFinding(check("10.20.0.5", Optional.empty(), plant, office), Severity.OK, "eth1 10.20.0.5/24");
        assertFinding(
                check("10.20.0.6", Optional.empty(), plant), Severity.WRONG, "No interface has the address 10.20.0.6");
        assertFinding(check("10.20.0.5", Optional.of("10.20.255.255"), plant), Severity.WRONG, "10.20.0.255");
        InterfaceCheck.Interface narrow = on("eth1", "10.20.0.5", "10.20.0.31", 27);
        assertFinding(check("10.20.0.5", Optional.empty(), narrow), Severity.HINT, "10.20.0.5/27), where broadcasts");
        assertFinding(
                check("0.0.0.0", Optional.empty(), narrow), Severity.HINT, "10.20.0.77. If they are on the same wire");
        assertTrue(
                check("10.20.0.5", Optional.empty(), plant).stream().noneMatch(it -> it.severity() == Severity.HINT));
        assertFinding(check("172.17.0.1", Optional.empty(), bridge), Severity.WRONG, "container bridge");
        assertFinding(check("0.0.0.0", Optional.empty(), plant, office), Severity.HINT, "several networks");
        assertFinding(check("0.0.0.0", Optional.empty(), plant, bridge), Severity.HINT, "container bridges");
        assertFinding(check("0.0.0.0", Optional.empty()), Severity.WRONG, "no network");
    }

    @Test
    public void examine_portTaken_namesWhoHoldsIt() throws Exception {
        String bind = Loopback.address();
        int port = FreePorts.udp();
        try (DatagramSocket holder = new DatagramSocket(new InetSocketAddress(bind, port))) {
            assertTrue(holder.isBound());
            BacnetDriver driver = Loopback.opening(Loopback.settings(bind, port));
            Await.until(() -> driver.status().toString().contains("bacnet_port"), DEADLINE, "refused");
            assertFinding(
                    Await.result(driver.examine(), DEADLINE),
                    Severity.WRONG,
                    "process " + ProcessHandle.current().pid());
            driver.close();
        }
    }

    private static DatagramChannel listening(String address, int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        return channel.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(new InetSocketAddress(address, port));
    }

    private static List<String> received(DatagramChannel channel) throws IOException {
        List<String> packets = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocate(1500);
        while (channel.receive(in.clear()) != null) {
            packets.add(HexFormat.of().formatHex(in.array(), 0, in.position()));
        }
        return packets;
    }

    @Test
    public void examine_eachFormOfWhoIs_isTried() throws Exception {
        int port = FreePorts.udp();
        BacnetDriver driver = Loopback.driver(Loopback.settings(Loopback.address(), port));
        try (DatagramChannel subnet = listening("127.255.255.255", port);
                RawRouter router = new RawRouter(Loopback.address(), port, 5, 2, request -> request.reject(9))) {
            Await.result(driver.read(router.device(1), List.of(new PointId(1, "analogInput", 1))), DEADLINE);
            List<Finding> found = Await.result(driver.examine(), DEADLINE);
            assertEquals(
                    "local, through routers, by instance number",
                    List.of(
                            "810b000801001008",
                            "810b000c0120ffff00ff1008",
                            "810b00120120ffff00ff1008" + "0900" + "1b3ffffe"),
                    received(subnet).stream()
                            .filter(packet -> packet.matches(WHO_IS))
                            .toList());
            assertEquals("1008", router.whoIs);
            assertFinding(found, Severity.HINT, "Nobody answered a Who-Is through routers");
            assertFinding(found, Severity.OK, "2 devices answered a Who-Is to the addresses of those that are read");
        } finally {
            driver.close();
        }
    }

    @Test
    public void examine_twoDevicesOfOneNumber_isNamed() throws Exception {
        int port = FreePorts.udp();
        BacnetSettings settings = Loopback.settings(Loopback.address(), port);
        BacnetDriver driver = Loopback.driver(settings);
        BacnetSettings other = Loopback.settings(Loopback.address(), port);
        BacnetDriver neighbour = Loopback.driver(new BacnetSettings(
                other.bind(),
                port,
                other.broadcast(),
                1234,
                300,
                0,
                32,
                List.of(),
                Loopback.COV,
                Optional.empty(),
                BacnetSettings.NetworkName.DEFAULT,
                BacnetSettings.RequestRates.NONE,
                InboundSettings.NONE));
        try (RawDevice twin = new RawDevice(Loopback.address(), port, 1234, request -> new byte[0])) {
            var findings = driver.examine();
            twin.send(
                    HexFormat.of().parseHex("1000c4020004d22205c491002105"),
                    new InetSocketAddress(settings.bind(), port));
            List<Finding> found = Await.result(findings, DEADLINE);
            assertFinding(found, Severity.WRONG, "Device 1234 answers at");
            assertFinding(found, Severity.OK, "is open");
            assertEquals(
                    1,
                    found.stream()
                            .filter(finding -> finding.severity() == Severity.WRONG)
                            .count());
        } finally {
            neighbour.close();
            driver.close();
        }
    }
}
