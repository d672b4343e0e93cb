package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
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
import io.bms.testkit.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.Test;

public class LinkTest {
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
        int port = Loopback.freePort();
        Link link = new Link(Loopback.settings(Loopback.address(), port), new Outstanding(), device -> { },
                Worker.executor("bms-bacnet-link"), Clock.systemUTC());
        link.open();
        Await.until(() -> link.session().isPresent(), DEADLINE, "open");
        Session stuck = link.session().orElseThrow();
        Blocking consumer = new Blocking();
        stuck.send(Target.of(DeviceAddress.direct(Loopback.address(), port)),
                new ReadPropertyRequest(new ObjectIdentifier(ObjectType.device, 1), PropertyIdentifier.objectName),
                1476, Segmentation.noSegmentation, consumer);
        consumer.blocked.await();
        long start = System.nanoTime();
        Await.until(() -> link.session().filter(session -> session != stuck).isPresent(), DEADLINE, "replaced");
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 5_000);
        assertTrue(link.replaced().isPresent());
        consumer.released.countDown();
        link.close();
        assertEquals(false, link.session().isPresent());
    }

    @Test
    public void watch_listenersDead_replacedAndReported() throws Exception {
        Link link = new Link(Loopback.settings(Loopback.address(), Loopback.freePort()), new Outstanding(), device -> { },
                Worker.executor("bms-bacnet-link"), Clock.systemUTC());
        link.open();
        Await.until(() -> link.session().isPresent(), DEADLINE, "open");
        Session deaf = link.session().orElseThrow();
        deaf.closeSockets();
        long start = System.nanoTime();
        Await.until(() -> link.session().filter(session -> session != deaf).isPresent(), DEADLINE, "replaced");
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 5_000);
        assertTrue(link.replaced().isPresent());
        link.close();
    }
}
