// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.StatusFlag;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Devices are judged by what they do, again and again. */
public class LearntDevicesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** Short, since these devices keep silent often, and long enough for a busy machine. */
    private static final int TIMEOUT_MS = 500;

    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final AtomicLong nanos = new AtomicLong();
    private int port;
    private OddBuilding building;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        building = new OddBuilding(port);
        driver = Loopback.driver(Loopback.settings(Loopback.address(), port, TIMEOUT_MS, 256), nanos::get);
    }

    @After
    public void close() throws Exception {
        driver.close();
        building.close();
    }

    private CompletionStage<List<ReadOutcome>> reading(DeviceRef device, int points) {
        return driver.read(
                device,
                IntStream.rangeClosed(1, points)
                        .mapToObj(instance -> new PointId(device.deviceId(), "analogInput", instance))
                        .toList());
    }

    /** A poll, half a minute after the one before. */
    private List<ReadOutcome> poll(DeviceRef device, int points) {
        nanos.addAndGet(POLL_NANOS);
        return Await.result(reading(device, points), DEADLINE);
    }

    /** How few requests one of so many polls takes, all of whose points must be good. */
    private int pollGood(OddDevice device, DeviceRef ref, int polls) {
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < polls; i++) {
            int before = device.requests;
            poll(ref, device.objects).forEach(LearntDevicesTest::assertGood);
            fewest = Math.min(fewest, device.requests - before);
        }
        return fewest;
    }

    /** How many requests so many polls take. */
    private int polls(OddDevice device, DeviceRef ref, int polls) {
        int before = device.requests;
        for (int i = 0; i < polls; i++) {
            poll(ref, device.objects);
        }
        return device.requests - before;
    }

    private static boolean isGood(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Value value
                && value.value().equals(new PointValue.Real(outcome.pointId().instance() + 0.5f));
    }

    private static void assertGood(ReadOutcome outcome) {
        assertTrue(outcome.toString(), isGood(outcome));
    }

    private static void assertFailed(ErrorCode code, String words, ReadOutcome outcome) {
        assertTrue(
                outcome.toString(),
                outcome instanceof ReadOutcome.Failed failed
                        && failed.failure().code() == code
                        && failed.failure().message().contains(words));
    }

    private DiscoveryReport discover(DeviceRef device) {
        return discover(List.of(device), Duration.ofSeconds(30));
    }

    private DiscoveryReport discover(Collection<DeviceRef> devices, Duration time) {
        List<DiscoveryRequest.Target> targets = devices.stream()
                .map(device -> new DiscoveryRequest.Target(device.address().host(), OptionalInt.empty(), true))
                .toList();
        return Await.result(
                driver.discover(new DiscoveryRequest(targets, List.of(), List.of(), time), progress -> {}), DEADLINE);
    }

    @Test
    public void discover_silentToTheWholeObjectList_elementByElement() throws Exception {
        OddDevice device = new OddDevice(7, 30);
        device.listByElement = true;
        device.manner = OddDevice.Manner.SILENT;
        DiscoveryReport report = discover(building.add(device));
        assertEquals(30, report.devices().get(0).objects().size());
        assertTrue(report.devices().get(0).complete());
    }

    @Test
    public void discover_wholeObjectListThatIsCut_theRestByElement() throws Exception {
        OddDevice device = new OddDevice(7, 90);
        device.mostListed = 30;
        DiscoveredDevice found = discover(building.add(device)).devices().get(0);
        assertEquals(90, found.objects().size());
        assertTrue(found.complete());
    }

    @Test
    public void discover_wholeObjectListThatIsCutAndItsRestRefused_notComplete() throws Exception {
        OddDevice device = new OddDevice(7, 90);
        device.mostListed = 30;
        IntStream.rangeClosed(31, 91).forEach(device.refusedElements::add);
        DiscoveredDevice found = discover(building.add(device)).devices().get(0);
        assertEquals(29, found.objects().size());
        assertFalse(found.complete());
        assertEquals(Optional.of(new DiscoveredDevice.Extent(30, 91)), found.extent());
    }

    @Test
    public void discover_elementsThatCouldNotBeReadOnce_readAgainFirstInTheNextSearch() throws Exception {
        OddDevice device = new OddDevice(7, 60);
        device.listByElement = true;
        device.refusedElements.addAll(List.of(5, 40, 61));
        DeviceRef ref = building.add(device);
        DiscoveredDevice first = discover(ref).devices().get(0);
        assertEquals(57, first.objects().size());
        assertFalse(first.complete());
        assertEquals(Optional.of(new DiscoveredDevice.Extent(58, 61)), first.extent());
        device.refusedElements.clear();
        int before = device.requests;
        DiscoveredDevice second = discover(ref).devices().get(0);
        assertEquals(
                "in the order of the list",
                IntStream.rangeClosed(1, 60).boxed().toList(),
                second.objects().stream()
                        .map(object -> object.pointId().instance())
                        .toList());
        assertTrue(second.complete());
        assertTrue(
                "the device, three elements and three objects: " + (device.requests - before),
                device.requests - before <= 6);
    }

    @Test
    public void discover_silentToReadMultiple_allObjects() throws Exception {
        OddDevice device = new OddDevice(7, 12);
        device.withoutMultiple = Optional.of(OddDevice.Manner.SILENT);
        DiscoveryReport report = discover(building.add(device));
        assertEquals(12, report.devices().get(0).objects().size());
        assertEquals("AI 3", report.devices().get(0).objects().get(2).name());
    }

    @Test
    public void read_silentToReadMultiple_singlyAndRemembered() throws Exception {
        for (int objects : new int[] {5, 40}) {
            OddDevice device = new OddDevice(7, objects);
            device.withoutMultiple = Optional.of(OddDevice.Manner.SILENT);
            DeviceRef ref = building.add(device);
            assertEquals(2 * objects, pollGood(device, ref, 4));
            assertTrue("it is tried again, but seldom", polls(device, ref, 100) <= 100 * 2 * objects + 30);
        }
    }

    @Test
    public void read_silentToLongRequests_asMuchAsItTakes() throws Exception {
        OddDevice device = new OddDevice(7, 40);
        device.longestRequest = 180;
        device.manner = OddDevice.Manner.SILENT;
        DeviceRef ref = building.add(device);
        pollGood(device, ref, 20);
        assertTrue("of 3 that are needed", polls(device, ref, 20) <= 20 * 4);
    }

    @Test
    public void read_silentToReadMultipleThatItCanDoNow_triedAgain() throws Exception {
        OddDevice device = new OddDevice(7, 20);
        device.withoutMultiple = Optional.of(OddDevice.Manner.SILENT);
        DeviceRef ref = building.add(device);
        pollGood(device, ref, 3);
        device.withoutMultiple = Optional.empty();
        pollGood(device, ref, 40);
        assertEquals(1, pollGood(device, ref, 1));
    }

    @Test
    public void read_silentAboutOneObject_thatOneAloneAndSeldom() throws Exception {
        for (Optional<OddDevice.Manner> withoutMultiple :
                List.of(Optional.of(OddDevice.Manner.REJECT), Optional.<OddDevice.Manner>empty())) {
            OddDevice device = new OddDevice(7, 20);
            device.withoutMultiple = withoutMultiple;
            device.mute.add(5);
            DeviceRef ref = building.add(device);
            for (int i = 0; i < 100; i++) {
                List<ReadOutcome> outcomes = new ArrayList<>(poll(ref, 20));
                assertFailed(ErrorCode.DEVICE_ERROR, "but not to this", outcomes.remove(4));
                outcomes.forEach(LearntDevicesTest::assertGood);
            }
            assertTrue(device.askedMute + " times", device.askedMute < 30);
            device.mute.clear();
            pollGoodWithin(ref, 20, 64);
        }
    }

    /** So many polls at most until all is good. */
    private void pollGoodWithin(DeviceRef ref, int points, int polls) {
        for (int i = 0; i < polls; i++) {
            if (poll(ref, points).stream().allMatch(LearntDevicesTest::isGood)) {
                return;
            }
        }
        poll(ref, points).forEach(LearntDevicesTest::assertGood);
    }

    @Test
    public void read_onlyWhatIsMute_saysSoAndKnowsADeadDevice() throws Exception {
        OddDevice device = new OddDevice(7, 3);
        device.mute.add(1);
        DeviceRef ref = building.add(device);
        for (int i = 0; i < 5; i++) {
            assertFailed(ErrorCode.DEVICE_ERROR, "but not to this", poll(ref, 1).get(0));
        }
        device.off = true;
        assertFailed(ErrorCode.DEVICE_TIMEOUT, "check its power", poll(ref, 1).get(0));
        device.off = false;
        assertFailed(ErrorCode.DEVICE_ERROR, "but not to this", poll(ref, 1).get(0));
        assertGood(poll(ref, 2).get(1));
    }

    @Test
    public void read_flagsThatWereUnknownOnce_askedForAgain() throws Exception {
        OddDevice device = new OddDevice(7, 3);
        device.flags = "820410";
        device.withoutFlags.addAll(List.of(1, 2, 3));
        DeviceRef ref = building.add(device);
        poll(ref, 3).forEach(LearntDevicesTest::assertGood);
        device.withoutFlags.clear();
        assertEquals(Set.of(), flags(poll(ref, 1).get(0)));
        poll(ref, 1);
        assertEquals(
                "after a minute",
                Set.of(StatusFlag.OUT_OF_SERVICE),
                flags(poll(ref, 1).get(0)));
        assertEquals(
                "and from then on",
                Set.of(StatusFlag.OUT_OF_SERVICE),
                flags(poll(ref, 1).get(0)));
    }

    @Test
    public void read_objectsWithoutFlags_seldomAskedForThem() throws Exception {
        OddDevice device = new OddDevice(7, 3);
        device.withoutFlags.addAll(List.of(1, 2, 3));
        DeviceRef ref = building.add(device);
        pollGood(device, ref, 200);
        assertTrue(device.askedFlags + " times in 100 minutes", device.askedFlags <= 3 * 12);
    }

    private static Set<StatusFlag> flags(ReadOutcome outcome) {
        assertGood(outcome);
        return ((ReadOutcome.Value) outcome).flags();
    }

    @Test
    public void read_deadDevice_aFewRequestsAndBackAtOnce() throws Exception {
        OddDevice device = new OddDevice(7, 40);
        DeviceRef ref = building.add(device);
        assertEquals(1, pollGood(device, ref, 3));
        device.off = true;
        assertTrue("a time-out with its retry, and a probe", polls(device, ref, 2) <= 2 * 3);
        assertTrue("a probe with its retry", polls(device, ref, 10) <= 10 * 2);
        poll(ref, 40).forEach(outcome -> assertFailed(ErrorCode.DEVICE_TIMEOUT, "check its power", outcome));
        device.off = false;
        assertTrue(pollGood(device, ref, 1) <= 2);
        assertEquals(1, pollGood(device, ref, 1));
    }

    @Test
    public void read_ordinaryDevice_notOneRequestMore() throws Exception {
        OddDevice device = new OddDevice(7, 200);
        DeviceRef ref = building.add(device);
        assertEquals("batches of 50 properties, then of 100", 1 + 4, polls(device, ref, 1));
        assertEquals("400 properties, 100 at a time", 4, pollGood(device, ref, 20));
    }

    @Test
    public void read_routerWithSmallFrames_lessAtATime() throws Exception {
        OddDevice device = new OddDevice(7, 40);
        device.frame = 228;
        DeviceRef ref = building.add(device);
        pollGood(device, ref, 20);
        assertTrue("of 5 that are needed", polls(device, ref, 20) <= 20 * 7);
    }

    @Test
    public void read_routerThatDoesNotDeliver_itsReasonInWords() throws Exception {
        Map<Integer, String> words =
                Map.of(1, "has no route to network 5", 2, "is too busy to reach network 5", 6, "(reject reason 6)");
        for (Map.Entry<Integer, String> reason : words.entrySet()) {
            OddDevice device = new OddDevice(7, 40);
            device.frame = 1476;
            DeviceRef ref = building.add(device);
            pollGood(device, ref, 1);
            device.undelivered = reason.getKey();
            poll(ref, 40).forEach(outcome -> assertFailed(ErrorCode.DEVICE_TIMEOUT, reason.getValue(), outcome));
            assertEquals("and nothing else is asked", 1, polls(device, ref, 1));
            device.undelivered = 0;
            pollGood(device, ref, 1);
        }
    }

    @Test
    public void read_passingAborts_forgottenSoon() throws Exception {
        for (int aborts = 0; aborts <= 6; aborts++) {
            OddDevice device = new OddDevice(7, 40);
            DeviceRef ref = building.add(device);
            device.passingAborts = aborts;
            polls(device, ref, 6);
            assertEquals(aborts + " aborts", 1, pollGood(device, ref, 2));
        }
    }

    @Test
    public void read_passingReject_forgottenSoon() throws Exception {
        OddDevice device = new OddDevice(7, 40);
        device.withoutMultiple = Optional.of(OddDevice.Manner.REJECT);
        DeviceRef ref = building.add(device);
        assertEquals(81, polls(device, ref, 1));
        device.withoutMultiple = Optional.empty();
        assertEquals(1, pollGood(device, ref, 5));
    }

    @Test
    public void read_oneTooLongValue_costsOnlyItself() throws Exception {
        OddDevice device = new OddDevice(7, 100);
        device.longestAnswer = 480;
        device.values.put(50, "75" + "fe" + "0259" + "00" + "41".repeat(600));
        DeviceRef ref = building.add(device);
        polls(device, ref, 40);
        int requests = polls(device, ref, 20);
        assertTrue(requests + " requests, of 20 times 6", requests <= 20 * 8);
        List<ReadOutcome> outcomes = new ArrayList<>(poll(ref, 100));
        assertFailed(ErrorCode.DEVICE_ERROR, "buffer overflow", outcomes.remove(49));
        outcomes.forEach(LearntDevicesTest::assertGood);
    }

    @Test
    public void read_answersThatEndTooEarly_theRestIsAskedForAgain() throws Exception {
        OddDevice device = new OddDevice(7, 30);
        device.mostResults = 8;
        DeviceRef ref = building.add(device);
        assertTrue(pollGood(device, ref, 1) <= 10);
        assertEquals(8, pollGood(device, ref, 1));
        assertTrue(polls(device, ref, 100) <= 100 * 9);
    }

    @Test
    public void read_emptyListForOneObject_askedAgain() throws Exception {
        OddDevice device = new OddDevice(7, 20);
        device.empty.add(5);
        device.empty.add(20);
        assertTrue(pollGood(device, building.add(device), 5) <= 1 + 4);
    }

    @Test
    public void read_tenPropertiesAtMost_findsThemByAndBy() throws Exception {
        for (OddDevice.Manner manner : OddDevice.Manner.values()) {
            OddDevice device = new OddDevice(7, 40);
            device.mostProperties = 10;
            device.manner = manner;
            DeviceRef ref = building.add(device);
            pollGood(device, ref, 60);
            int requests = polls(device, ref, 20);
            assertTrue(manner + ": " + requests + " of 20 times 8", requests <= 20 * 10);
        }
    }

    /** A thousand devices, their oddities drawn at random: whatever can be read is read. */
    @Test
    public void read_devicesDrawnAtRandom_everyPointThatCanBe() throws Exception {
        long seed = 20_261_128;
        Random random = new Random(seed);
        Map<OddDevice, DeviceRef> devices = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            OddDevice device = OddDevice.drawn(1000 + i, random);
            devices.put(device, building.add(device));
        }
        Map<OddDevice, List<ReadOutcome>> wanting = new HashMap<>();
        devices.keySet().forEach(device -> wanting.put(device, List.of()));
        for (int round = 0; round < 12 && !wanting.isEmpty(); round++) {
            nanos.addAndGet(POLL_NANOS);
            Map<OddDevice, CompletionStage<List<ReadOutcome>>> reads = new HashMap<>();
            wanting.keySet().forEach(device -> reads.put(device, reading(devices.get(device), device.objects)));
            reads.forEach((device, read) -> wanting.put(
                    device,
                    Await.result(read, DEADLINE).stream()
                            .filter(outcome -> !isGood(outcome)
                                    && device.isGood(outcome.pointId().instance()))
                            .toList()));
            wanting.values().removeIf(List::isEmpty);
        }
        assertEquals("seed " + seed, Map.of(), wanting);
        devices.keySet()
                .forEach(device -> assertTrue(
                        "seed " + seed + ": " + device, device.requests <= 100 + 12 * 5 * device.objects / 2));
    }

    /** A hundred of them are searched, as often as it takes: every object of their lists is found. */
    @Test
    public void discover_devicesDrawnAtRandom_everyObject() throws Exception {
        long seed = 20_261_129;
        Random random = new Random(seed);
        Map<Integer, OddDevice> wanting = new TreeMap<>();
        Map<Integer, DeviceRef> refs = new TreeMap<>();
        for (int id = 3000; id < 3100; id++) {
            OddDevice device = OddDevice.drawn(id, random);
            wanting.put(id, device);
            refs.put(id, building.add(device));
        }
        for (int search = 0; search < 6 && !wanting.isEmpty(); search++) {
            refs.keySet().retainAll(wanting.keySet());
            for (DiscoveredDevice found :
                    discover(refs.values(), Duration.ofSeconds(10)).devices()) {
                OddDevice device = wanting.get(found.deviceId());
                if (found.complete()) {
                    assertEquals(
                            "seed " + seed + ": " + device,
                            device.objects,
                            found.objects().size());
                    assertEquals(refs.get(device.id), found.ref());
                    wanting.remove(device.id);
                }
            }
        }
        assertEquals("seed " + seed, Map.of(), wanting);
    }
}
