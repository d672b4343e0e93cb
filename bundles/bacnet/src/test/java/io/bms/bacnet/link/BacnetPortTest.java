// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.ResponseConsumer;
import com.serotonin.bacnet4j.apdu.AckAPDU;
import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.service.acknowledgement.AcknowledgementService;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyRequest;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.Loopback;
import io.bms.bacnet.RawDevice;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundService;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.Test;

public class BacnetPortTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** Blocks the library's thread until it is released. */
    private static final class Blocking implements ResponseConsumer {
        final CountDownLatch blocked = new CountDownLatch(1);
        final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void success(AcknowledgementService service) {
            block();
        }

        @Override
        public void fail(AckAPDU answer) {
            block();
        }

        @Override
        public void ex(BACnetException e) {
            block();
        }

        private void block() {
            blocked.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    public void watch_libraryStuck_replacedAndReported() throws Exception {
        int port = FreePorts.udp();
        BacnetPort opened = new BacnetPort(
                Loopback.settings(Loopback.address(), port),
                new Outstanding(),
                device -> {},
                "test",
                Worker.executor("bms-bacnet-link"),
                Clock.systemUTC());
        opened.open();
        Await.until(() -> opened.stack().isPresent(), DEADLINE, "open");
        Stack stuck = opened.stack().orElseThrow();
        Blocking consumer = new Blocking();
        stuck.send(
                Target.of(DeviceAddress.direct(Loopback.address(), port)),
                new Outstanding.Asked(),
                new ReadPropertyRequest(new ObjectIdentifier(ObjectType.device, 1), PropertyIdentifier.objectName),
                1476,
                Segmentation.noSegmentation,
                consumer);
        consumer.blocked.await();
        long start = System.nanoTime();
        Await.until(() -> opened.stack().filter(stack -> stack != stuck).isPresent(), DEADLINE, "replaced");
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 5_000);
        assertTrue(opened.replaced().isPresent());
        consumer.released.countDown();
        opened.close();
        assertEquals(false, opened.stack().isPresent());
    }

    @Test
    public void watch_librarySilenced_notTakenForStuck() throws Exception {
        int port = FreePorts.udp();
        BacnetSettings settings = Loopback.settings(Loopback.address(), port)
                .with(new InboundSettings(Set.of(InboundService.DEVICE_COMMUNICATION_CONTROL), Optional.of("open!")));
        ManualClock clock = new ManualClock();
        ManualScheduler thread = new ManualScheduler(clock);
        BacnetPort opened = new BacnetPort(settings, new Outstanding(), device -> {}, "test", thread, clock);
        opened.open();
        thread.runPending();
        Stack silenced = opened.stack().orElseThrow();
        try (DatagramSocket client = new DatagramSocket(new InetSocketAddress(Loopback.address(), port))) {
            byte[] disable = RawDevice.unicast(HexFormat.of().parseHex("00050111" + "1901" + "2d0600" + "6f70656e21"));
            client.send(new DatagramPacket(disable, disable.length, new InetSocketAddress(settings.bind(), port)));
            Await.until(silenced::isSilenced, DEADLINE, "silenced");
            thread.advance(Duration.ofSeconds(10));
            assertSame(silenced, opened.stack().orElseThrow());
            assertEquals(Optional.empty(), opened.replaced());
            assertTrue(opened.silenced().isPresent());
        } finally {
            silenced.close();
        }
    }

    @Test
    public void watch_listenersDead_replacedAndReported() throws Exception {
        BacnetPort opened = new BacnetPort(
                Loopback.settings(Loopback.address(), FreePorts.udp()),
                new Outstanding(),
                device -> {},
                "test",
                Worker.executor("bms-bacnet-link"),
                Clock.systemUTC());
        opened.open();
        Await.until(() -> opened.stack().isPresent(), DEADLINE, "open");
        Stack deaf = opened.stack().orElseThrow();
        deaf.closeSockets();
        long start = System.nanoTime();
        Await.until(() -> opened.stack().filter(stack -> stack != deaf).isPresent(), DEADLINE, "replaced");
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 5_000);
        assertTrue(opened.replaced().isPresent());
        opened.close();
    }
}
