// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.point.PointId;
import io.bms.api.status.StatusItem;
import io.bms.bacnet.discovery.DatabaseRevisions;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;

public class DatabaseRevisionsTest {
    private static final DeviceRef DEVICE = new DeviceRef(7, DeviceAddress.direct("127.0.1.1", 47808));

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private volatile long nanos;
    private final DatabaseRevisions revisions = new DatabaseRevisions(Clock.systemUTC(), () -> nanos);

    private void read(int revision) {
        revisions.read(7, new Reading.Got(new UnsignedInteger(revision)));
    }

    @Test
    public void due_askedSeldom() {
        assertTrue("not with the first read", revisions.due(DEVICE).isEmpty());
        nanos += TimeUnit.MINUTES.toNanos(1);
        assertTrue(revisions.due(DEVICE).isPresent());
        assertTrue(revisions.due(DEVICE).isEmpty());
        nanos += TimeUnit.MINUTES.toNanos(10);
        assertTrue(revisions.due(DEVICE).isPresent());
    }

    @Test
    public void due_slowDevice_isNotAskedBesideARead() throws Exception {
        int port = FreePorts.udp();
        BacnetSettings settings = Loopback.settings(Loopback.address(), port);
        BacnetDriver driver = Loopback.driver(settings, () -> nanos);
        ScriptedObjects objects = new ScriptedObjects();
        AtomicInteger outstanding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<RawDevice> device = new AtomicReference<>();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        device.set(new RawDevice(Loopback.address(), port, 7, request -> {
            asked.addAndGet(request.service() == RawDevice.READ ? 1 : 0);
            most.accumulateAndGet(outstanding.incrementAndGet(), Math::max);
            timer.schedule(
                    () -> {
                        outstanding.decrementAndGet();
                        device.get()
                                .sendQuietly(
                                        request.service() == RawDevice.READ
                                                ? request.error(2, 32)
                                                : objects.readMultiple(request),
                                        new InetSocketAddress(settings.bind(), port));
                    },
                    150,
                    TimeUnit.MILLISECONDS);
            return new byte[0];
        }));
        try {
            List<PointId> points = List.of(new PointId(7, "analogInput", 1));
            Await.result(driver.read(device.get().ref, points), DEADLINE);
            nanos += TimeUnit.MINUTES.toNanos(1);
            Await.result(driver.read(device.get().ref, points), DEADLINE);
            Await.result(driver.read(device.get().ref, points), DEADLINE);
            Await.until(() -> asked.get() == 1, DEADLINE, "asked for the revision");
            assertEquals(1, most.get());
        } finally {
            timer.shutdownNow();
            driver.close();
            device.get().close();
        }
    }

    @Test
    public void read_anotherRevision_isAProblemUntilDiscoveredAgain() {
        read(3);
        read(3);
        revisions.read(7, new Reading.Silent());
        assertEquals(0, revisions.problems().size());
        read(4);
        assertEquals(
                "device_changed", ((StatusItem.Problem) revisions.problems().get(0)).code());
        revisions.forget(7);
        read(4);
        assertEquals(0, revisions.problems().size());
    }

    @Test
    public void problems_deviceThatWasRemoved_haveItNoMore() {
        read(3);
        read(4);
        assertEquals(1, revisions.problems().size());
        revisions.forget(7);
        assertEquals(0, revisions.problems().size());
    }
}
