// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.primitive.Real;
import io.bms.api.Failure;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.ReportListener;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.link.Outstanding;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.link.Worker;
import io.bms.bacnet.request.DeviceMemories;
import io.bms.bacnet.request.ErrorCounts;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.CovSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** Change of value over real UDP. */
public class CovTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    /** Octets of a SubscribeCOV with neither a lifetime nor the kind of notification (ASHRAE 135, 13.14). */
    private static final int CANCELLATION = 9;

    private static final int SUBSCRIBE_COV = 5;
    /** At half of ten seconds each. */
    private static final int RENEWALS = 2;
    /** To everybody: the system status is operational. */
    private static final String RESTARTED =
            "0900" + "1c020003ec" + "2c020003ec" + "3900" + "4e" + "0970" + "2e91002f" + "4f";

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    private final Heard heard = new Heard();
    private int port;
    private BacnetSettings settings;
    private BacnetDriver driver;

    /** What a listener was told. */
    private static final class Heard implements ReportListener {
        final List<PointId> begun = new CopyOnWriteArrayList<>();
        final Map<PointId, Failure> ended = new ConcurrentHashMap<>();
        final List<ReadOutcome> outcomes = new CopyOnWriteArrayList<>();

        @Override
        public void begun(PointId point) {
            begun.add(point);
        }

        @Override
        public void ended(PointId point, Failure why) {
            ended.put(point, why);
        }

        @Override
        public void reported(ReadOutcome outcome) {
            outcomes.add(outcome);
        }

        boolean told(PointId point, float value) {
            return outcomes.stream()
                    .anyMatch(outcome -> outcome instanceof ReadOutcome.Value got
                            && got.pointId().equals(point)
                            && got.value().equals(new PointValue.Real(value)));
        }
    }

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        settings = settings(4_194_000);
        driver = Loopback.driver(settings);
    }

    private BacnetSettings settings(int deviceInstance) {
        BacnetSettings usual = Loopback.settings(Loopback.address(), port);
        return new BacnetSettings(
                usual.bind(),
                port,
                usual.broadcast(),
                deviceInstance,
                300,
                1,
                32,
                List.of(),
                new CovSettings(PointDriver.Reporting.ALWAYS, 10),
                Optional.empty(),
                BacnetSettings.NetworkName.DEFAULT,
                BacnetSettings.RequestRates.NONE,
                InboundSettings.NONE);
    }

    @After
    public void close() {
        driver.close();
    }

    /** Of invoke ids: a request keeps its own where it is sent again because this machine is slow. */
    private static Set<Integer> requests() {
        return ConcurrentHashMap.newKeySet();
    }

    private String readBy(TestDevice device, PointId point) {
        return Await.result(driver.readBy(device.ref, point), DEADLINE);
    }

    private static void set(TestDevice device, float value) {
        device.device
                .getObject("Setpoint")
                .writePropertyInternal(PropertyIdentifier.relinquishDefault, new Real(value));
        device.device.getObject("Setpoint").writePropertyInternal(PropertyIdentifier.presentValue, new Real(value));
    }

    @Test
    public void watch_changes_areReportedAndRefusedPointsNamed() throws Exception {
        try (TestDevice device = new TestDevice(Loopback.address(), port, 1001)
                .withInputs(1)
                .withValues()
                .start()) {
            PointId setpoint = device.point("analogValue", 1);
            PointId without = device.point("analogValue", 2);
            driver.watch(device.ref, List.of(setpoint, without), heard);
            Await.until(
                    () -> heard.begun.contains(setpoint) && heard.ended.containsKey(without),
                    DEADLINE,
                    "both are settled");
            assertTrue(
                    heard.ended.get(without).message(),
                    heard.ended.get(without).message().contains("polled"));
            Await.until(() -> heard.told(setpoint, 21.5f), DEADLINE, "the first notification");
            set(device, 25);
            Await.until(() -> heard.told(setpoint, 25), DEADLINE, "the change");
            assertEquals("COV", readBy(device, setpoint));
            assertEquals("RPM", readBy(device, without));
            driver.watch(device.ref, List.of(), heard);
            Await.until(() -> readBy(device, setpoint).equals("RPM"), DEADLINE, "ended");
        }
    }

    @Test
    public void watch_deviceRestarts_subscribesAgain() throws Exception {
        AtomicInteger subscriptions = new AtomicInteger();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 1004, request -> {
            subscriptions.addAndGet(request.service() == SUBSCRIBE_COV ? 1 : 0);
            return request.simpleAck();
        })) {
            driver.watch(device.ref, List.of(new PointId(1004, "analogInput", 1)), heard);
            Await.until(() -> subscriptions.get() == 1, DEADLINE, "subscribed");
            long start = System.nanoTime();
            device.send(HexFormat.of().parseHex("1002" + RESTARTED), new InetSocketAddress(settings.bind(), port));
            Await.until(() -> subscriptions.get() == 2, DEADLINE, "subscribed again");
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 4_000);
        }
    }

    @Test
    public void watch_valueOfAnotherType_isNotTakenAndThePointPolled() throws Exception {
        try (RawDevice device = new RawDevice(Loopback.address(), port, 1005, RawDevice.Request::simpleAck)) {
            PointId point = new PointId(1005, "analogInput", 1);
            driver.watch(device.ref, List.of(point), heard);
            Await.until(() -> heard.begun.contains(point), DEADLINE, "subscribed");
            device.send(
                    HexFormat.of()
                            .parseHex("1002" + "0b" + String.format("%06x", settings.deviceInstance()) + "1c020003ed"
                                    + "2c00000001" + "3900" + "4e" + "0955" + "2e74006162632f" + "096f" + "2e8204002f"
                                    + "4f"),
                    new InetSocketAddress(settings.bind(), port));
            Await.until(() -> heard.ended.containsKey(point), DEADLINE, "left to polling");
            assertEquals(List.of(), heard.outcomes);
        }
    }

    @Test
    public void watch_gatewayOfInstanceNumber0_subscribesAsAProcessOfItsOwn() throws Exception {
        driver.close();
        settings = settings(0);
        driver = Loopback.driver(settings);
        AtomicReference<String> asked = new AtomicReference<>();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 1006, request -> {
            asked.set(HexFormat.of().formatHex(request.tags()));
            return request.simpleAck();
        })) {
            PointId point = new PointId(1006, "analogInput", 1);
            driver.watch(device.ref, List.of(point), heard);
            Await.until(() -> heard.begun.contains(point), DEADLINE, "subscribed");
            assertTrue(asked.get(), asked.get().startsWith("0b3fffff" + "1c00000001"));
            device.send(
                    HexFormat.of()
                            .parseHex("1002" + "0b3fffff" + "1c020003ee" + "2c00000001" + "3900" + "4e" + "0955"
                                    + "2e4441ac00002f" + "096f" + "2e8204002f" + "4f"),
                    new InetSocketAddress(settings.bind(), port));
            Await.until(() -> heard.told(point, 21.5f), DEADLINE, "told");
        }
    }

    /**
     * What a device is asked that announces itself three times, while a subscription lasts 600 s.
     *
     * @param whoIs it was asked who it is
     * @param apart seconds
     */
    private List<Integer> askedAfterAnnouncements(
            boolean whoIs, int apart, Function<RawDevice.Request, byte[]> restarts) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        BacnetSettings mine = Loopback.settings(Loopback.address(), port);
        ManualClock clock = new ManualClock();
        ManualScheduler worker = new ManualScheduler(clock);
        Outstanding outstanding = new Outstanding();
        BacnetPort opened =
                new BacnetPort(mine, outstanding, device -> {}, "test", Worker.executor("bms-bacnet-link"), clock);
        opened.open();
        Await.until(() -> opened.stack().isPresent(), DEADLINE, "open");
        CovSubscriptions subscriptions = new CovSubscriptions(
                mine,
                new Requests(mine, opened, outstanding, new DeviceMemories(), worker, new ErrorCounts()),
                worker,
                clock,
                () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
        List<Integer> counts = new ArrayList<>();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 1007, request -> {
            asked.incrementAndGet();
            return request.service() == SUBSCRIBE_COV ? request.simpleAck() : restarts.apply(request);
        })) {
            subscriptions.watch(
                    device.ref, Target.of(device.ref.address()), List.of(new PointId(1007, "analogInput", 1)), heard);
            for (int i = 0; i < 3; i++) {
                int before = settled(worker, asked);
                worker.advance(Duration.ofSeconds(apart));
                subscriptions.announced(new IAm(1007, device.ref.address(), 1476, Segmentation.noSegmentation), whoIs);
                worker.runPending();
                counts.add(settled(worker, asked) - before);
            }
        } finally {
            opened.close();
        }
        return counts;
    }

    /** How many requests came once there come no more. */
    private static int settled(ManualScheduler worker, AtomicInteger asked) {
        AtomicInteger last = new AtomicInteger(-1);
        AtomicLong since = new AtomicLong();
        Await.until(
                () -> {
                    worker.runPending();
                    if (last.getAndSet(asked.get()) != asked.get()) {
                        since.set(System.nanoTime());
                    }
                    return System.nanoTime() - since.get() > TimeUnit.MILLISECONDS.toNanos(300);
                },
                DEADLINE,
                "settled");
        return last.get();
    }

    @Test
    public void announced_deviceThatTellsWhenItRestarted_subscribedAgainOnlyAfterThat() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        assertEquals(
                List.of(2, 1, 2),
                askedAfterAnnouncements(
                        true,
                        75,
                        request -> request.complexAck(HexFormat.of()
                                .parseHex("0c020003ef" + "19cb" + "3e" + "19"
                                        + (reads.incrementAndGet() < 3 ? "07" : "08") + "3f"))));
    }

    @Test
    public void announced_deviceThatDoesNotTell_subscribedAgainSeldom() throws Exception {
        assertEquals(List.of(2, 0, 1), askedAfterAnnouncements(true, 75, request -> request.error(2, 32)));
    }

    @Test
    public void announced_unaskedByADeviceWhoseRestartTimeTellsNothing_subscribedAgainEachTimeAtOnce()
            throws Exception {
        assertEquals(
                List.of(2, 1, 1),
                askedAfterAnnouncements(
                        false,
                        4,
                        request -> request.complexAck(
                                HexFormat.of().parseHex("0c020003ef" + "19cb" + "3e" + "0c00000000" + "3f"))));
        assertEquals(List.of(2, 1, 1), askedAfterAnnouncements(false, 4, request -> request.error(2, 32)));
    }

    @Test
    public void announced_unaskedAndWithoutEnd_costsLittle() throws Exception {
        AtomicInteger subscriptions = new AtomicInteger();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 1008, request -> {
            subscriptions.addAndGet(request.service() == SUBSCRIBE_COV ? 1 : 0);
            return request.service() == SUBSCRIBE_COV ? request.simpleAck() : request.error(2, 32);
        })) {
            List<PointId> points = IntStream.rangeClosed(1, 50)
                    .mapToObj(instance -> new PointId(1008, "analogInput", instance))
                    .toList();
            driver.watch(device.ref, points, heard);
            Await.until(() -> heard.begun.size() == 50, DEADLINE, "subscribed");
            InetSocketAddress gateway = new InetSocketAddress(settings.bind(), port);
            long start = System.nanoTime();
            byte[] unasked = HexFormat.of()
                    .parseHex("1002" + "0900" + "1c020003f0" + "2c00000001" + "3900" + "4e" + "09552e4441b000002f"
                            + "096f2e8204002f" + "4f");
            byte[] otherDevice = HexFormat.of()
                    .parseHex(
                            "1002" + "0900" + "1c020003f0" + "2c020003f1" + "3900" + "4e" + "0970" + "2e91002f" + "4f");
            Await.until(
                    () -> {
                        device.sendQuietly(unasked, gateway);
                        device.sendQuietly(otherDevice, gateway);
                        return System.nanoTime() - start > TimeUnit.SECONDS.toNanos(1);
                    },
                    DEADLINE,
                    "a second of it");
            assertEquals("not one for it", 50, subscriptions.get());
            assertEquals(List.of(), heard.outcomes);
            long restarts = System.nanoTime();
            byte[] restarted = HexFormat.of()
                    .parseHex(
                            "1002" + "0900" + "1c020003f0" + "2c020003f0" + "3900" + "4e" + "0970" + "2e91002f" + "4f");
            Await.until(
                    () -> {
                        device.sendQuietly(restarted, gateway);
                        return System.nanoTime() - restarts > TimeUnit.SECONDS.toNanos(5);
                    },
                    DEADLINE,
                    "five seconds of restarts");
            int asked = subscriptions.get();
            assertTrue("" + asked, asked >= 100 && asked <= 50 + 3 * 50 + RENEWALS * 50);
        }
    }

    @Test
    public void refusals_ofSomeObjects_costOnlyThose() throws Exception {
        int deviceId = 2000;
        for (int[] error : new int[][] {{1, 31}, {2, 32}, {1, 45}, {5, 44}, {1, 36}}) {
            int id = deviceId++;
            Heard told = new Heard();
            Set<Integer> subscriptions = requests();
            try (RawDevice device = new RawDevice(Loopback.address(), port, id, request -> {
                subscriptions.add(request.invokeId());
                return request.tags()[8] <= 10 ? request.error(error[0], error[1]) : request.simpleAck();
            })) {
                List<PointId> points = IntStream.rangeClosed(1, 40)
                        .mapToObj(instance -> new PointId(id, "analogInput", instance))
                        .toList();
                driver.watch(device.ref, points, told);
                Await.until(() -> told.begun.size() == 30 && told.ended.size() == 10, DEADLINE, "all are settled");
                driver.watch(device.ref, points.subList(0, 39), told);
                Await.until(
                        () -> subscriptions.size() >= 40 + 29 + 1,
                        DEADLINE,
                        "those that report, and the one that ends");
                driver.watch(device.ref, List.of(), told);
                Await.until(() -> subscriptions.size() >= 40 + 30 + 29, DEADLINE, "ended");
                assertEquals("the refused ones once only", 40 + 30 + 29, subscriptions.size());
            }
        }
    }

    /** The second watch ends while the device has not answered to the first of its renewals. */
    @Test
    public void endedWhileRenewing_everySubscriptionIsCancelled() throws Exception {
        Set<Integer> asked = requests();
        Set<Integer> cancelled = requests();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Heard told = new Heard();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 2050, request -> {
            if (request.tags().length == CANCELLATION) {
                cancelled.add((int) request.tags()[8]);
            } else if (asked.add(request.invokeId()) && asked.size() == 4) {
                Await.result(ended, DEADLINE);
            }
            return request.simpleAck();
        })) {
            List<PointId> points = IntStream.rangeClosed(1, 3)
                    .mapToObj(instance -> new PointId(2050, "analogInput", instance))
                    .toList();
            driver.watch(device.ref, points, told);
            Await.until(() -> told.begun.size() == 3, DEADLINE, "subscribed to");
            driver.watch(device.ref, points, told);
            Await.until(() -> asked.size() == 4, DEADLINE, "the first is renewed");
            driver.watch(device.ref, List.of(), told);
            ended.complete(true);
            Await.until(() -> cancelled.equals(Set.of(1, 2, 3)), DEADLINE, "all are cancelled");
        }
    }

    /** Two objects of each device, drawn at random, to whose subscriptions it keeps silent. */
    @Test
    public void silence_toSomeObjects_costsOnlyThose() throws Exception {
        Random random = new Random(13_14);
        List<RawDevice> devices = new ArrayList<>();
        Map<Heard, Set<Integer>> mutes = new LinkedHashMap<>();
        try {
            for (int id = 2100; id < 2104; id++) {
                Set<Integer> mute =
                        random.ints(1, 51).distinct().limit(2).boxed().collect(Collectors.toSet());
                RawDevice device = new RawDevice(
                        Loopback.address(),
                        port,
                        id,
                        request -> request.service() != SUBSCRIBE_COV
                                ? request.error(2, 32)
                                : mute.contains((int) request.tags()[8]) ? new byte[0] : request.simpleAck());
                devices.add(device);
                Heard told = new Heard();
                mutes.put(told, mute);
                driver.watch(
                        device.ref,
                        IntStream.rangeClosed(1, 50)
                                .mapToObj(instance -> new PointId(device.ref.deviceId(), "analogInput", instance))
                                .toList(),
                        told);
            }
            mutes.forEach(CovTest::assertOnlyThoseEnd);
        } finally {
            devices.forEach(RawDevice::close);
        }
    }

    private static void assertOnlyThoseEnd(Heard told, Set<Integer> mute) {
        Await.until(() -> told.begun.size() + told.ended.size() == 50, DEADLINE, "all are settled but " + mute);
        assertEquals(mute, told.ended.keySet().stream().map(PointId::instance).collect(Collectors.toSet()));
        told.ended
                .values()
                .forEach(why -> assertEquals(
                        "The device answers, but not to this subscription; the point is polled", why.message()));
    }

    @Test
    public void silence_toEverySubscription_isNoMoreThanThreeWaits() throws Exception {
        AtomicInteger subscriptions = new AtomicInteger();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 1011, request -> {
            subscriptions.addAndGet(request.service() == SUBSCRIBE_COV ? 1 : 0);
            return request.service() == SUBSCRIBE_COV ? new byte[0] : request.error(2, 32);
        })) {
            List<PointId> points = IntStream.rangeClosed(1, 40)
                    .mapToObj(instance -> new PointId(1011, "analogInput", instance))
                    .toList();
            driver.watch(device.ref, points, heard);
            Await.until(() -> heard.ended.size() == 40, DEADLINE, "all are left to polling");
            assertEquals("three, and each once more", 3 * 2, subscriptions.get());
        }
    }

    @Test
    public void refusals_ofTheService_endItForTheDeviceAtOnce() throws Exception {
        Set<Integer> subscriptions = requests();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 1010, request -> {
            subscriptions.add(request.invokeId());
            return request.reject(9);
        })) {
            List<PointId> points = IntStream.rangeClosed(1, 40)
                    .mapToObj(instance -> new PointId(1010, "analogInput", instance))
                    .toList();
            driver.watch(device.ref, points, heard);
            Await.until(() -> heard.ended.size() == 40, DEADLINE, "all are left to polling");
            assertEquals(1, subscriptions.size());
        }
    }

    @Test
    public void watch_atHalfTheLifetime_renews() throws Exception {
        AtomicInteger subscriptions = new AtomicInteger();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 1002, request -> {
            subscriptions.addAndGet(request.service() == SUBSCRIBE_COV ? 1 : 0);
            return request.simpleAck();
        })) {
            driver.watch(device.ref, List.of(new PointId(1002, "analogInput", 1)), heard);
            Await.until(() -> subscriptions.get() == 1, DEADLINE, "subscribed");
            long start = System.nanoTime();
            Await.until(() -> subscriptions.get() == 2, DEADLINE, "renewed");
            long ms = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertTrue(ms + " ms", ms > 4_000 && ms < 7_000);
            assertEquals(1, heard.begun.size());
        }
    }

    @Test
    public void watch_deviceWithRoomForTwo_askedNoFurtherThanThreeRefusals() throws Exception {
        Set<Integer> subscriptions = requests();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 1003, request -> {
            subscriptions.add(request.invokeId());
            return subscriptions.size() <= 2 ? request.simpleAck() : request.error(3, 18);
        })) {
            List<PointId> points = IntStream.rangeClosed(1, 40)
                    .mapToObj(instance -> new PointId(1003, "analogInput", instance))
                    .toList();
            driver.watch(device.ref, points, heard);
            Await.until(() -> heard.begun.size() == 2 && heard.ended.size() == 38, DEADLINE, "all are settled");
            assertEquals(5, subscriptions.size());
        }
    }

    @Test
    public void watch_silentDevice_everyPointIsLeftToPolling() {
        List<PointId> points = List.of(new PointId(7, "analogInput", 1), new PointId(7, "analogInput", 2));
        driver.watch(new DeviceRef(7, DeviceAddress.direct(Loopback.address(), port)), points, heard);
        Await.until(() -> heard.ended.keySet().containsAll(points), DEADLINE, "left to polling");
    }
}
