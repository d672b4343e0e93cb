// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Real traffic with bytes changed at random, from a fixed seed: the driver goes on. */
public class MutatedTrafficTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final HexFormat HEX = HexFormat.of();

    private final Random random = new Random(7);
    private int port;
    private BacnetSettings settings;
    private BacnetDriver driver;
    private TestDevice good;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        BacnetSettings usual = Loopback.settings(Loopback.address(), port);
        settings = new BacnetSettings(
                usual.bind(),
                port,
                usual.broadcast(),
                usual.deviceInstance(),
                100,
                0,
                32,
                List.of(),
                Loopback.COV,
                Optional.empty(),
                BacnetSettings.NetworkName.DEFAULT,
                BacnetSettings.RequestRates.NONE,
                InboundSettings.NONE);
        good = new TestDevice(Loopback.address(), port, 1001).withInputs(3).start();
        driver = Loopback.driver(settings);
    }

    @After
    public void close() {
        driver.close();
        good.close();
    }

    private byte[] mutated(byte[] original) {
        byte[] data = original.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            data[random.nextInt(data.length)] = (byte) random.nextInt();
        }
        return data;
    }

    private void assertReads() {
        ReadOutcome outcome = Await.result(driver.read(good.ref, List.of(good.point("analogInput", 2))), DEADLINE)
                .get(0);
        assertTrue(outcome.toString(), outcome instanceof ReadOutcome.Value);
    }

    @Test
    public void mutatedAnswers_everyReadCompletesAndOthersAreUntouched() throws Exception {
        ScriptedObjects objects = new ScriptedObjects();
        List<RawDevice> devices = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            devices.add(new RawDevice(Loopback.address(), port, 100 + i, request -> {
                byte[] answer = objects.answer(request);
                synchronized (random) {
                    return random.nextInt(3) == 0 ? answer : mutated(answer);
                }
            }));
        }
        for (int round = 0; round < 5; round++) {
            List<CompletionStage<List<ReadOutcome>>> reads = new ArrayList<>();
            for (RawDevice device : devices) {
                List<PointId> points = IntStream.rangeClosed(1, 10)
                        .mapToObj(instance -> new PointId(device.ref.deviceId(), "analogInput", instance))
                        .toList();
                reads.add(driver.read(device.ref, points));
            }
            assertReads();
            for (CompletionStage<List<ReadOutcome>> read : reads) {
                assertEquals(10, Await.result(read, DEADLINE).size());
            }
        }
        assertReads();
        devices.forEach(RawDevice::close);
    }

    @Test
    public void mutatedRequestsAndAnnouncements_readsAreStillAnswered() throws Exception {
        byte[][] seeds = {
            RawDevice.unicast(HEX.parseHex("0005010c" + "0c023ffed0194d")),
            RawDevice.unicast(HEX.parseHex("0005010e" + "0c023ffed01e09081f")),
            RawDevice.unicast(HEX.parseHex("1008" + "0903e81a07d0")),
            RawDevice.unicast(HEX.parseHex("1007" + "2d020000")),
            RawDevice.unicast(HEX.parseHex("1000" + "c4020004d2" + "2205c4" + "9100" + "2105")),
            RawDevice.unicast(HEX.parseHex("30010c" + "0c023ffed0194d3e7503004142" + "3f"))
        };
        InetSocketAddress gateway = new InetSocketAddress(settings.bind(), port);
        try (DatagramSocket attacker = new DatagramSocket(new InetSocketAddress(Loopback.address(), port))) {
            for (int i = 1; i <= 20_000; i++) {
                byte[] data = mutated(seeds[random.nextInt(seeds.length)]);
                attacker.send(new DatagramPacket(data, data.length, gateway));
                if (i % 2_000 == 0) {
                    assertReads();
                }
            }
        }
        assertReads();
        assertTrue(
                driver.status().toString(),
                driver.status().stream().noneMatch(io.bms.api.status.StatusItem.Problem.class::isInstance));
    }
}
