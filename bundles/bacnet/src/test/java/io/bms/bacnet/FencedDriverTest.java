// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.bacnet.packet.Verdict;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Over real UDP: what is known to stop, silence or change a gateway on this library does not. */
public class FencedDriverTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    /** A value whose tag claims 4,294,967,290 bytes: the library's transport loops on it for ever. */
    private static final String KILLER = "1dfffffffffa0001";

    private TestDevice device;
    private BacnetDriver driver;
    private InetSocketAddress gateway;
    private DatagramSocket attacker;

    @Before
    public void open() throws Exception {
        int port = FreePorts.udp();
        device = new TestDevice(Loopback.address(), port, 1001).withInputs(3).start();
        BacnetSettings settings = Loopback.settings(Loopback.address(), port);
        driver = Loopback.driver(settings);
        gateway = new InetSocketAddress(settings.bind(), port);
        attacker = new DatagramSocket(new InetSocketAddress(Loopback.address(), port));
        attacker.setSoTimeout(2_000);
    }

    @After
    public void close() {
        attacker.close();
        driver.close();
        device.close();
    }

    private void attack(String application) throws Exception {
        byte[] data = RawDevice.unicast(HEX.parseHex(application));
        attacker.send(new DatagramPacket(data, data.length, gateway));
    }

    /**
     * The counts once all is in that the device sent to everybody when it started: a restart notification, which is
     * refused, may come as late as the first packets of a test. It was sent before an answer is, and what follows it on
     * the same socket is counted after it.
     */
    private Map<Verdict, Long> afterTheStart() throws Exception {
        assertReads();
        attacker.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress("127.255.255.255", gateway.getPort())));
        Await.until(() -> driver.packets().get(Verdict.BAD_LINK) == 1, DEADLINE, "the last of the start is counted");
        return driver.packets();
    }

    private String answer() throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        attacker.receive(packet);
        return HEX.formatHex(packet.getData(), 6, packet.getLength());
    }

    private void assertReads() {
        List<ReadOutcome> outcomes = Await.result(
                driver.read(device.ref, List.of(device.point("analogInput", 1), device.point("analogInput", 2))),
                DEADLINE);
        assertTrue(outcomes.toString(), outcomes.stream().allMatch(ReadOutcome.Value.class::isInstance));
    }

    @Test
    public void killerDatagram_inEveryService_readsAreStillAnswered() throws Exception {
        Map<Verdict, Long> before = afterTheStart();
        attack("1004" + "09001901" + "2e" + KILLER + "2f");
        attack("1002" + "09011c020000011c0000000129004e09552e" + KILLER + "2f4f");
        attack("000501" + "0f" + "0c020000011955" + "3e" + KILLER + "3f");
        attack("30010e" + "0c000000011e29554e" + KILLER + "4f1f");
        attack("50010f" + KILLER);
        Map<Verdict, Long> attacks = Map.of(Verdict.BAD_TAG, 2L, Verdict.REFUSED, 1L, Verdict.UNASKED, 2L);
        Await.until(
                () -> attacks.entrySet().stream()
                        .allMatch(attack -> driver.packets().get(attack.getKey()) - before.get(attack.getKey())
                                == attack.getValue()),
                DEADLINE,
                "each is counted");
        assertReads();
    }

    @Test
    public void killerDatagram_withoutTheFence_stopsTheLibrary() throws Exception {
        DeviceRef bare = new DeviceRef(1002, DeviceAddress.direct(Loopback.address(), gateway.getPort()));
        List<PointId> points = List.of(new PointId(1002, "analogInput", 1));
        try (BareLibrary process =
                new BareLibrary(bare.address().host(), bare.address().port(), 1002)) {
            assertTrue(Await.result(driver.read(bare, points), DEADLINE).get(0) instanceof ReadOutcome.Value);
            byte[] data = RawDevice.unicast(HEX.parseHex("1004" + "09001901" + "2e" + KILLER + "2f"));
            attacker.send(new DatagramPacket(
                    data,
                    data.length,
                    new InetSocketAddress(bare.address().host(), bare.address().port())));
            assertTrue(Await.result(driver.read(bare, points), DEADLINE).get(0) instanceof ReadOutcome.Failed);
            assertTrue("it lives, but answers no more", process.isAlive());
        }
    }

    @Test
    public void writeSilenceAndRestart_rejectedAndWithoutEffect() throws Exception {
        String unrecognizedService = "09";
        attack("000501" + "0f" + "0c023ffed0194d" + "3e" + "7500" + "3f");
        assertEquals("6001" + unrecognizedService, answer());
        attack("000502" + "11" + "1901");
        assertEquals("6002" + unrecognizedService, answer());
        attack("000503" + "14" + "0900");
        assertEquals("6003" + unrecognizedService, answer());
        attack("1006" + "a47b0b1701" + "b4171b0000");
        assertReads();
    }

    @Test
    public void readOfItsOwnDeviceObject_answered() throws Exception {
        attack("000501" + "0c" + "0c02" + "3ffed0" + "194d");
        assertTrue("the object name", answer().startsWith("30010c"));
    }
}
