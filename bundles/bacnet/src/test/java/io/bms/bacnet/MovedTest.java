// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.point.PointId;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A router or a device is silent where it was, and answers from elsewhere. */
public class MovedTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final HexFormat HEX = HexFormat.of();
    private static final String WHO_IS_7 = "1008" + "0907" + "1907";

    private final BlockingQueue<String> broadcast = new LinkedBlockingQueue<>(10_000);
    private final BlockingQueue<String> toNewPlace = new LinkedBlockingQueue<>(10_000);
    private final BlockingQueue<DeviceRef> announced = new LinkedBlockingQueue<>(10_000);
    private final AtomicLong nanos = new AtomicLong();
    private final String newPlace = Loopback.address();
    private final String oldPlace = Loopback.address();
    private int port;
    private InetSocketAddress gateway;
    private BacnetDriver driver;
    private DatagramChannel broadcasts;
    private DatagramSocket router;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        broadcasts = DatagramChannel.open().setOption(StandardSocketOptions.SO_REUSEADDR, true);
        broadcasts.bind(new InetSocketAddress("127.255.255.255", port));
        router = new DatagramSocket(new InetSocketAddress(newPlace, port));
        collect(broadcasts.socket(), broadcast);
        collect(router, toNewPlace);
        String bind = Loopback.address();
        gateway = new InetSocketAddress(bind, port);
        driver = Loopback.driver(Loopback.settings(bind, port), nanos::get);
        driver.listen(announced::add);
    }

    @After
    public void close() throws Exception {
        driver.close();
        router.close();
        broadcasts.close();
    }

    private static void collect(DatagramSocket socket, BlockingQueue<String> into) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
                    socket.receive(packet);
                    into.add(HEX.formatHex(packet.getData(), 0, packet.getLength()));
                }
            } catch (SocketException e) {
                return;
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void send(String packet) throws Exception {
        byte[] data = HEX.parseHex(packet);
        router.send(new DatagramPacket(data, data.length, gateway));
    }

    private void read(DeviceRef device, int times) {
        for (int i = 0; i < times; i++) {
            Await.result(driver.read(device, List.of(new PointId(7, "analogInput", 1))), DEADLINE);
        }
    }

    private static long count(BlockingQueue<String> packets, String end) {
        return packets.stream().filter(packet -> packet.endsWith(end)).count();
    }

    private static void awaited(BlockingQueue<String> packets, String end) {
        Await.until(() -> count(packets, end) > 0, DEADLINE, end);
    }

    @Test
    public void deviceBehindARouterSilent_routerIsAskedForAndFollowedOnlyByAsking() throws Exception {
        DeviceRef device = new DeviceRef(7, new DeviceAddress(oldPlace, port, OptionalInt.of(5), Optional.of("07")));
        send("810b0009" + "0180" + "01" + "0005");
        read(device, 1);
        assertEquals("not at the first silence", 0, count(broadcast, WHO_IS_7));
        read(device, 1);
        awaited(broadcast, WHO_IS_7);
        awaited(broadcast, "0180" + "00" + "0005");
        assertEquals("nobody was missing when it said so", 0, count(toNewPlace, WHO_IS_7));
        send("810b000b" + "0180" + "01" + "0004" + "0005");
        awaited(toNewPlace, "0120" + "000500" + "ff" + WHO_IS_7);
        send("810b0009" + "0180" + "01" + "0005");
        send("810b0018" + "0108" + "0005" + "01" + "07" + "1000" + "c402000007" + "2201e0" + "9103" + "2105");
        assertEquals(
                new DeviceAddress(newPlace, port, OptionalInt.of(5), Optional.of("07")),
                Await.result(java.util.concurrent.CompletableFuture.supplyAsync(() -> take(announced)), DEADLINE)
                        .address());
        assertEquals("once in ten seconds", 1, count(toNewPlace, WHO_IS_7));
    }

    private static DeviceRef take(BlockingQueue<DeviceRef> from) {
        try {
            return from.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    public void deviceSilent_isAskedForWithMoreAndMorePatience() {
        DeviceRef device = new DeviceRef(7, DeviceAddress.direct(oldPlace, port));
        read(device, 3);
        awaited(broadcast, WHO_IS_7);
        assertEquals(1, count(broadcast, WHO_IS_7));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        read(device, 2);
        Await.until(() -> count(broadcast, WHO_IS_7) == 2, DEADLINE, "after ten seconds");
        nanos.addAndGet(Duration.ofSeconds(19).toNanos());
        read(device, 1);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals(2, count(broadcast, WHO_IS_7));
        read(device, 1);
        Await.until(() -> count(broadcast, WHO_IS_7) == 3, DEADLINE, "twenty seconds later");
        assertTrue("no network is asked for", broadcast.stream().noneMatch(packet -> packet.endsWith("0180000005")));
    }
}
