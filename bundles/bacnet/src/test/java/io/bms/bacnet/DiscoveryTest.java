// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.event.DeviceEventAdapter;
import com.serotonin.bacnet4j.service.Service;
import com.serotonin.bacnet4j.type.constructed.Address;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import io.bms.api.ErrorCode;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.DiscoveryRequest.Range;
import io.bms.api.driver.DiscoveryRequest.Target;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class DiscoveryTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<AutoCloseable> devices = new ArrayList<>();
    private final List<DiscoveryProgress> progress = Collections.synchronizedList(new ArrayList<>());
    private int port;
    private String bind;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        bind = Loopback.address();
        driver = Loopback.driver(Loopback.settings(bind, port));
    }

    @After
    public void close() throws Exception {
        driver.close();
        for (AutoCloseable device : devices) {
            device.close();
        }
    }

    private TestDevice device(int deviceId, int inputs) throws Exception {
        TestDevice device = new TestDevice(Loopback.address(), port, deviceId)
                .withInputs(inputs)
                .withValues();
        devices.add(device);
        return device;
    }

    private DiscoveryReport discover(List<Range> ranges, Duration timeout, String... hosts) {
        List<Target> targets = Arrays.stream(hosts)
                .map(host -> new Target(host, OptionalInt.empty(), true))
                .toList();
        return Await.result(
                driver.discover(new DiscoveryRequest(targets, ranges, List.of(), timeout), progress::add), DEADLINE);
    }

    private static List<Integer> ids(DiscoveryReport report) {
        return report.devices().stream().map(DiscoveredDevice::deviceId).toList();
    }

    private static DiscoveredObject object(DiscoveredDevice device, String id) {
        return device.objects().stream()
                .filter(o -> o.pointId().toString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void discover_address_describesTheDeviceAndItsObjects() throws Exception {
        TestDevice room = device(1001, 40).start();
        DiscoveryReport report = discover(List.of(), TIMEOUT, room.ref.address().host());
        DiscoveredDevice found = report.devices().get(0);
        assertEquals(room.ref, found.ref());
        assertEquals(
                List.of("Device 1001", "Example Controls", "Room controller"),
                List.of(found.name(), found.vendorName(), found.modelName()));
        assertTrue(found.complete());
        assertEquals(44, found.objects().size());
        assertEquals(
                new DiscoveredObject(
                        room.point("analogInput", 3),
                        "Temperature 3",
                        Optional.of("degreesCelsius"),
                        Optional.of("Room 3"),
                        false,
                        List.of(),
                        OptionalDouble.empty(),
                        new PointValue.Real(20.3f)),
                object(found, "1001.analogInput.3"));
        DiscoveredObject setpoint = object(found, "1001.analogValue.1");
        assertTrue(setpoint.writable());
        assertEquals(OptionalDouble.of(0.2), setpoint.covIncrement());
        assertEquals(Optional.empty(), object(found, "1001.analogValue.2").units());
        assertEquals(List.of("off", "on"), object(found, "1001.binaryValue.1").stateText());
        assertEquals(
                new PointValue.Bool(false), object(found, "1001.binaryValue.1").presentValue());
        assertEquals(
                List.of("auto", "heat", "cool"),
                object(found, "1001.multiStateValue.1").stateText());
        assertEquals(List.of(), report.unreachable());
        assertEquals(List.of(), report.conflicts());
    }

    @Test
    public void discover_severalAddresses_progressNeverFallsAndEndsAt100() throws Exception {
        String[] hosts = new String[5];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = device(1001 + i, 20).start().ref.address().host();
        }
        assertEquals(List.of(1001, 1002, 1003, 1004, 1005), ids(discover(List.of(), TIMEOUT, hosts)));
        List<Integer> percents =
                progress.stream().map(DiscoveryProgress::percent).toList();
        assertEquals(percents.stream().sorted().toList(), percents);
        assertEquals(100, (int) percents.get(percents.size() - 1));
        assertTrue(progress.stream().allMatch(step -> step.totalAddresses().equals(OptionalInt.of(5))));
    }

    @Test
    public void discover_200DeadAddresses_costNoMoreThanOne() throws Exception {
        TestDevice alive = device(1001, 1).start();
        String[] hosts = IntStream.range(0, 201)
                .mapToObj(i -> i == 100 ? alive.ref.address().host() : Loopback.address())
                .toArray(String[]::new);
        long start = System.nanoTime();
        DiscoveryReport report = discover(List.of(), TIMEOUT, hosts);
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 4_000);
        assertEquals(List.of(1001), ids(report));
        assertEquals(200, report.unreachable().size());
        assertTrue(report.unreachable().stream().allMatch(each -> each.failure().code() == ErrorCode.DEVICE_TIMEOUT));
    }

    @Test
    public void discover_manyAddresses_areNotAskedAllAtAStroke() throws Exception {
        List<Long> arrivals = new ArrayList<>();
        int count = 500;
        int theirs = FreePorts.udp();
        List<Target> targets = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < count; i++) {
                String host = Loopback.address();
                DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(host, theirs));
                devices.add(channel);
                channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
                targets.add(new Target(host, OptionalInt.of(theirs), true));
            }
            var report = driver.discover(new DiscoveryRequest(targets, List.of(), List.of(), TIMEOUT), progress::add);
            ByteBuffer in = ByteBuffer.allocate(100);
            while (arrivals.size() < 3 * count) {
                int ready = selector.select(
                        key -> {
                            while (receive((DatagramChannel) key.channel(), in.clear())) {
                                arrivals.add(System.nanoTime());
                            }
                        },
                        DEADLINE.toMillis());
                assertTrue("a Who-Is, another and a read each", ready > 0);
            }
            assertEquals(count, Await.result(report, DEADLINE).unreachable().size());
        }
        long ms = Duration.ofNanos(arrivals.get(count - 1) - arrivals.get(0)).toMillis();
        assertTrue(ms + " ms", ms > 100);
    }

    private static boolean receive(DatagramChannel channel, ByteBuffer in) {
        try {
            return channel.receive(in) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void discover_broadcast_findsThoseInRange() throws Exception {
        // devices of this library that are bound to one address hear no broadcasts; other gateways do
        for (int deviceId : new int[] {1001, 1002, 2001}) {
            BacnetSettings own = Loopback.settings(Loopback.address(), port);
            devices.add(Loopback.driver(new BacnetSettings(
                    own.bind(),
                    port,
                    own.broadcast(),
                    deviceId,
                    own.apduTimeoutMs(),
                    own.apduRetries(),
                    own.maxInFlight(),
                    List.of(),
                    Loopback.COV,
                    Optional.empty(),
                    BacnetSettings.NetworkName.DEFAULT,
                    BacnetSettings.RequestRates.NONE,
                    InboundSettings.NONE))::close);
        }
        assertEquals(List.of(1001, 1002, 2001), ids(discover(List.of(), TIMEOUT)));
        assertEquals(
                List.of(1002, 2001), ids(discover(List.of(new Range(1002, 1999), new Range(2000, 2001)), TIMEOUT)));
    }

    @Test
    public void discover_oneInstanceAtTwoAddresses_conflict() throws Exception {
        TestDevice first = device(1001, 1).start();
        TestDevice second = device(1001, 2).start();
        DiscoveryReport report = discover(
                List.of(),
                TIMEOUT,
                first.ref.address().host(),
                second.ref.address().host());
        assertEquals(List.of(1001), ids(report));
        assertEquals(1, report.conflicts().size());
        assertEquals(1001, report.conflicts().get(0).deviceId());
        assertEquals(2, report.conflicts().get(0).addresses().size());
        assertEquals(
                report.devices().get(0).address().toString(),
                report.conflicts().get(0).addresses().get(0));
        assertEquals(List.of(), report.unreachable());
    }

    @Test
    public void discover_deviceWithoutReadMultipleAndSegmentation_complete() throws Exception {
        TestDevice old = device(1001, 10);
        old.device.getServicesSupported().setReadPropertyMultiple(false);
        old.device.writePropertyInternal(PropertyIdentifier.segmentationSupported, Segmentation.noSegmentation);
        old.start();
        DiscoveredDevice found =
                discover(List.of(), TIMEOUT, old.ref.address().host()).devices().get(0);
        assertTrue(found.complete());
        assertEquals(14, found.objects().size());
        assertEquals("Temperature 7", object(found, "1001.analogInput.7").name());
    }

    @Test
    public void discover_silentWhoIs_foundByReadingItsDeviceObject() throws Exception {
        RawDevice mute = new RawDevice(
                Loopback.address(),
                port,
                77,
                request -> request.service() == RawDevice.READ
                        ? request.complexAck(HexFormat.of().parseHex("0c0200004d194b3ec40200004d3f"))
                        : new byte[0]);
        devices.add(mute);
        DiscoveryReport report =
                discover(List.of(), Duration.ofSeconds(3), mute.ref.address().host());
        assertEquals(List.of(77), ids(report));
        assertFalse("it says nothing more", report.devices().get(0).complete());
        assertEquals(List.of(), report.unreachable());
    }

    @Test
    public void discover_deviceWithoutAnInstanceNumber_saysSo() throws Exception {
        RawDevice unconfigured = new RawDevice(
                Loopback.address(),
                port,
                77,
                request -> request.complexAck(HexFormat.of().parseHex("0c023fffff194b3ec4023fffff3f")));
        devices.add(unconfigured);
        DiscoveryReport report = discover(
                List.of(), Duration.ofSeconds(3), unconfigured.ref.address().host());
        assertEquals(List.of(), report.devices());
        assertEquals(
                "The device there has the instance number 4194303, which no device may have: it is not configured yet;"
                        + " give it an instance number of its own",
                report.unreachable().get(0).failure().message());
    }

    /** An absurd Max_APDU_Length_Accepted (property 62) is the usual one, as in an I-Am. */
    @Test
    public void discover_absurdLimitAsAProperty_doesNotSlowTheDevice() throws Exception {
        for (String limit : List.of("2100", "2110", "2131")) {
            ScriptedObjects objects = new ScriptedObjects()
                    .property(75, any -> "c402001e61")
                    .property(62, any -> limit)
                    .property(76, any -> "c402001e61");
            AtomicInteger most = new AtomicInteger();
            try (RawDevice device = new RawDevice(Loopback.address(), port, 7777, request -> {
                boolean multiple = request.service() == RawDevice.READ_MULTIPLE;
                most.accumulateAndGet(multiple ? ScriptedObjects.count(request) : 1, Math::max);
                return multiple ? objects.readMultiple(request) : objects.read(request);
            })) {
                assertEquals(
                        List.of(7777),
                        ids(discover(
                                List.of(),
                                Duration.ofSeconds(3),
                                device.ref.address().host())));
                List<PointId> points = IntStream.rangeClosed(1, 25)
                        .mapToObj(i -> new PointId(7777, "analogInput", i))
                        .toList();
                most.set(0);
                Await.result(driver.read(device.ref, points), DEADLINE);
                assertEquals("480 octets, " + limit, 33, most.get());
            }
        }
    }

    @Test
    public void discover_foundByItsDeviceObject_whatItAnnouncedBeforeStillCounts() throws Exception {
        ScriptedObjects objects = new ScriptedObjects();
        AtomicInteger most = new AtomicInteger();
        RawDevice small = new RawDevice(Loopback.address(), port, 77, request -> {
            String tags = HexFormat.of().formatHex(request.tags());
            if (tags.startsWith("0c0200004d")) {
                return new byte[0];
            }
            if (request.service() == RawDevice.READ) {
                return request.complexAck(HexFormat.of().parseHex("0c0200004d194b3ec40200004d3f"));
            }
            most.accumulateAndGet(ScriptedObjects.count(request), Math::max);
            return objects.readMultiple(request);
        });
        devices.add(small);
        List<PointId> points = IntStream.rangeClosed(1, 25)
                .mapToObj(i -> new PointId(77, "analogInput", i))
                .toList();
        Await.result(driver.read(small.ref, points.subList(0, 1)), DEADLINE);
        small.send(
                HexFormat.of().parseHex("1000" + "c40200004d" + "21ce" + "9103" + "2105"),
                new InetSocketAddress(bind, port));
        assertEquals(
                List.of(77),
                ids(discover(
                        List.of(), Duration.ofSeconds(4), small.ref.address().host())));
        Await.result(driver.read(small.ref, points), DEADLINE);
        assertTrue("206 octets hold 13 properties, but it was asked for " + most, most.get() <= 13);
    }

    @Test
    public void discover_addressOfARouter_findsWhatIsBehindIt() throws Exception {
        RawRouter router = new RawRouter(Loopback.address(), port, 5, 3, request -> request.reject(9));
        devices.add(router);
        String host = router.device(1).address().host();
        DiscoveryReport report = discover(List.of(), Duration.ofSeconds(3), host);
        assertEquals("1008", router.whoIs);
        assertEquals(
                List.of(router.device(1), router.device(2), router.device(3)),
                report.devices().stream().map(DiscoveredDevice::ref).toList());
        discover(List.of(new Range(20, 300), new Range(2, 2)), Duration.ofSeconds(3), host);
        assertEquals("1008" + "0902" + "1a012c", router.whoIs);
    }

    @Test
    public void discover_throughTwoRouters_noConflict() throws Exception {
        RawRouter one = new RawRouter(Loopback.address(), port, 5, 2, request -> request.reject(9));
        RawRouter other = new RawRouter(Loopback.address(), port, 5, 2, request -> request.reject(9));
        devices.addAll(List.of(one, other));
        DiscoveryReport report = discover(
                List.of(),
                Duration.ofSeconds(3),
                one.device(1).address().host(),
                other.device(1).address().host());
        assertEquals(List.of(1, 2), ids(report));
        assertEquals(List.of(), report.conflicts());
    }

    /** A device that sends 400 octets in a packet, with a name in JIS and one in DBCS among 200. */
    @Test
    public void discover_namesOfOtherSetsInSegments_areRead() throws Exception {
        ScriptedObjects objects = new ScriptedObjects()
                .property(75, any -> "c402001e61")
                .property(62, any -> "2205c4")
                .property(107, any -> "9100")
                .property(76, any -> IntStream.rangeClosed(1, 200)
                        .mapToObj(instance -> String.format("c4%08x", instance))
                        .collect(Collectors.joining()))
                .property(
                        77,
                        instance -> instance == 70
                                ? "7505" + "02" + "2422" + "4142"
                                : instance == 130
                                        ? "7505" + "01" + "03a4" + "82a0"
                                        : "7400" + String.format("%06x", 0x303030 + instance % 10));
        RawDevice segmenting = new RawDevice(Loopback.address(), port, 7777, objects::answer);
        devices.add(segmenting);
        segmenting.longest = 400;
        DiscoveryReport report = discover(
                List.of(), Duration.ofSeconds(20), segmenting.ref.address().host());
        Map<Integer, String> names = report.devices().get(0).objects().stream()
                .collect(Collectors.toMap(object -> object.pointId().instance(), DiscoveredObject::name));
        assertEquals(200, names.size());
        assertEquals(List.of("あ疎", "あ", "001"), List.of(names.get(70), names.get(130), names.get(1)));
        assertTrue("asked again in halves, not one by one: " + segmenting.requests, segmenting.requests.get() < 40);
    }

    @Test
    public void discover_1000Objects_inAtMost20RoundTrips() throws Exception {
        TestDevice large = device(1001, 1000).start();
        AtomicInteger roundTrips = new AtomicInteger();
        large.device.getEventHandler().addListener(new DeviceEventAdapter() {
            @Override
            public void requestReceived(Address from, Service service) {
                roundTrips.incrementAndGet();
            }
        });
        DiscoveredDevice found = discover(
                        List.of(), TIMEOUT, large.ref.address().host())
                .devices()
                .get(0);
        assertTrue(found.complete());
        assertEquals(1004, found.objects().size());
        assertTrue("round trips: " + roundTrips, roundTrips.get() <= 20);
    }

    @Test
    public void discover_unknownNetworkOrHost_saysSo() {
        DiscoveryReport report = Await.result(
                driver.discover(new DiscoveryRequest(List.of(), List.of(), List.of("cellar"), TIMEOUT), progress::add),
                DEADLINE);
        assertTrue(report.unreachable().get(0).failure().message().contains("cellar"));
        assertEquals(
                ErrorCode.INVALID_REQUEST,
                discover(List.of(), TIMEOUT, "controller-7")
                        .unreachable()
                        .get(0)
                        .failure()
                        .code());
    }

    @Test
    public void discover_outOfTime_reportsWhatThereIs() throws Exception {
        TestDevice large = device(1001, 5000).start();
        large.device.getEventHandler().addListener(new DeviceEventAdapter() {
            @Override
            public void requestReceived(Address from, Service service) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        });
        DiscoveryReport report =
                discover(List.of(), Duration.ofMillis(150), large.ref.address().host());
        assertTrue(report.devices().stream().noneMatch(DiscoveredDevice::complete));
    }
}
