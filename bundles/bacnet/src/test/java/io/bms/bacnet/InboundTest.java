// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.ReadOutcome;
import io.bms.api.status.StatusItem;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundService;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Over real UDP: what others may do to the gateway where the operator switched it on. */
public class InboundTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String WRITE_NAME = "0f" + "0c023ffed0194d" + "3e" + "750300" + "6869" + "3f";
    private static final String READ_NAME = "0c" + "0c023ffed0" + "194d";
    /** APDU_Timeout, which would change how the gateway works. */
    private static final String WRITE_TIMEOUT = "0f" + "0c023ffed0190b" + "3e" + "2105" + "3f";

    private static final String PASSWORD =
            "2d" + "06" + "00" + HEX.formatHex("open!".getBytes(StandardCharsets.US_ASCII));

    private TestDevice device;
    private BacnetDriver driver;
    private InetSocketAddress gateway;
    private DatagramSocket client;

    @Before
    public void open() throws Exception {
        int port = FreePorts.udp();
        device = new TestDevice(Loopback.address(), port, 1001).withInputs(1).start();
        BacnetSettings settings = Loopback.settings(Loopback.address(), port)
                .with(new InboundSettings(Set.of(InboundService.values()), Optional.of("open!")));
        driver = Loopback.driver(settings);
        gateway = new InetSocketAddress(settings.bind(), port);
        client = new DatagramSocket(new InetSocketAddress(Loopback.address(), port));
        client.setSoTimeout(5_000);
    }

    @After
    public void close() {
        client.close();
        driver.close();
        device.close();
    }

    /** The application layer of the answer to a confirmed request, with its invoke id cut out. */
    private String answer(String service) throws Exception {
        return answered("000507" + service);
    }

    private String answered(String request) throws Exception {
        byte[] data = RawDevice.unicast(HEX.parseHex(request));
        client.send(new DatagramPacket(data, data.length, gateway));
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        client.receive(packet);
        return HEX.formatHex(packet.getData(), 6, packet.getLength());
    }

    private boolean reads() {
        return Await.result(driver.read(device.ref, List.of(device.point("analogInput", 1))), DEADLINE)
                        .get(0)
                instanceof ReadOutcome.Value;
    }

    private boolean isSilenced() {
        return driver.status().stream()
                .anyMatch(item -> item instanceof StatusItem.Problem problem
                        && problem.code().equals("bacnet_silenced"));
    }

    @Test
    public void writeProperty_switchedOn_renamesTheGatewayAndChangesNothingElse() throws Exception {
        assertEquals("20070f", answer(WRITE_NAME));
        assertTrue("the new name", answer(READ_NAME).endsWith("0068693f"));
        assertEquals("property: write-access-denied", "50070f" + "9102" + "9128", answer(WRITE_TIMEOUT));
    }

    @Test
    public void readPropertyMultiple_answerLongerThanThePacketOfTheClient_abortedInsteadOfSegments() throws Exception {
        String all = "0e" + "0c023ffed0" + "1e" + "0908" + "1f";
        assertTrue("to one who takes it whole", answered("027507" + all).startsWith("30070e"));
        assertEquals("buffer-overflow", "710701", answered("027007" + all));
        assertTrue("no-segmentation", answer("0c" + "0c023ffed0" + "196b").endsWith("3e" + "9103" + "3f"));
    }

    @Test
    public void anyService_inSegments_abortedAsNotSupported() throws Exception {
        assertEquals("710704", answered("0c7507" + "0001" + READ_NAME));
    }

    @Test
    public void reinitializeDevice_canNotBeSwitchedOn_rejected() throws Exception {
        assertEquals("600709", answer("14" + "0901"));
    }

    @Test
    public void deviceCommunicationControl_withoutThePassword_isRefused() throws Exception {
        assertTrue(answer("11" + "1901").startsWith("500711"));
        assertTrue(answer("11" + "1901" + "2d060077726f6e67").startsWith("500711"));
        assertTrue(reads());
    }

    @Test
    public void deviceCommunicationControl_withThePassword_silencesUntilEnabled() throws Exception {
        assertEquals("200711", answer("11" + "1901" + PASSWORD));
        Await.until(this::isSilenced, DEADLINE, "the silence is reported");
        ReadOutcome.Failed failed = (ReadOutcome.Failed)
                Await.result(driver.read(device.ref, List.of(device.point("analogInput", 1))), DEADLINE)
                        .get(0);
        assertEquals(BacnetPort.SILENCED, failed.failure().message());
        assertEquals("200711", answer("11" + "1900" + PASSWORD));
        assertTrue(reads());
        Await.until(() -> !isSilenced(), DEADLINE, "the silence is over");
    }

    @Test
    public void settings_unknownServiceOrNoPassword_refusedWithWhatToWrite() {
        assertEquals(InboundSettings.NONE, settings("", ""));
        assertEquals(
                Set.of(InboundService.values()),
                settings(" writeProperty, deviceCommunicationControl", "secret").services());
        assertTrue(refusal("reinitializeDevice", "").contains("writeProperty, deviceCommunicationControl"));
        assertTrue(refusal("deviceCommunicationControl", " ").contains("inboundPassword"));
        assertTrue(refusal("writeProperty", "x".repeat(21)).contains("20"));
        assertTrue(
                "no secret in a log",
                !settings("writeProperty", "secret").toString().contains("secret"));
    }

    private static String refusal(String services, String password) {
        return assertThrows(IllegalArgumentException.class, () -> settings(services, password))
                .getMessage();
    }

    private static InboundSettings settings(String services, String password) {
        return InboundSettings.of(services, password);
    }
}
