// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.status.StatusItem;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Devices as they are found in buildings. */
public class OddDevicesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int OTHER = 0;
    private static final int BUFFER_OVERFLOW = 1;
    private static final int INCONSISTENT_PARAMETERS = 2;
    private static final int OUT_OF_RESOURCES = 9;
    private static final int OBJECT = 1;
    private static final int UNKNOWN_OBJECT = 31;
    private static final int SEGMENTATION_NOT_SUPPORTED = 4;
    private static final int UNRECOGNIZED_SERVICE = 9;
    private static final int DESCRIPTION = 28;
    private static final int PRIORITY_ARRAY = 87;
    private static final String TWENTY_TWO = "4441b00000";
    private static final String LETTERS = "a name of 20 letters";

    private final ScriptedObjects objects = new ScriptedObjects();
    private final List<RawDevice> devices = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final String address = Loopback.address();
    private int port;
    private BacnetDriver driver;
    private boolean closed;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        driver = Loopback.driver(Loopback.settings(address, port));
    }

    @After
    public void close() {
        timer.shutdownNow();
        if (!closed) {
            driver.close();
        }
        devices.forEach(RawDevice::close);
    }

    private RawDevice device(Function<RawDevice.Request, byte[]> behaviour) throws Exception {
        RawDevice device = new RawDevice(Loopback.address(), port, 7, behaviour);
        devices.add(device);
        return device;
    }

    private List<ReadOutcome> read(DeviceRef device, int count) {
        List<PointId> points = IntStream.rangeClosed(1, count)
                .mapToObj(instance -> new PointId(device.deviceId(), "analogInput", instance))
                .toList();
        List<ReadOutcome> outcomes = Await.result(driver.read(device, points), DEADLINE);
        assertEquals(points, outcomes.stream().map(ReadOutcome::pointId).toList());
        return outcomes;
    }

    private static void assertGood(ReadOutcome outcome) {
        assertTrue(
                outcome.toString(),
                outcome instanceof ReadOutcome.Value value
                        && value.value()
                                .equals(new PointValue.Real(outcome.pointId().instance() + 0.5f)));
    }

    private static ErrorCode code(ReadOutcome outcome) {
        assertTrue(outcome.toString(), outcome instanceof ReadOutcome.Failed);
        return ((ReadOutcome.Failed) outcome).failure().code();
    }

    @Test
    public void read_deviceThatRejectsReadMultiple_singleReadsAndRemembered() throws Exception {
        for (int reason : new int[] {OTHER, INCONSISTENT_PARAMETERS, UNRECOGNIZED_SERVICE}) {
            RawDevice device = device(request ->
                    request.service() == RawDevice.READ_MULTIPLE ? request.reject(reason) : objects.read(request));
            assertEquals(50, (int) Await.result(driver.propertiesPerRequest(device.ref), DEADLINE));
            read(device.ref, 5).forEach(OddDevicesTest::assertGood);
            assertEquals(1 + 10, device.requests.get());
            assertEquals(1, (int) Await.result(driver.propertiesPerRequest(device.ref), DEADLINE));
            read(device.ref, 5).forEach(OddDevicesTest::assertGood);
            assertEquals(1 + 20, device.requests.get());
        }
    }

    @Test
    public void read_wholeAnswerIsAnErrorForOneObject_thatOneByItselfFromThenOn() throws Exception {
        String unknown = "0c00000003";
        RawDevice device =
                device(request -> HexFormat.of().formatHex(request.tags()).contains(unknown)
                        ? request.error(OBJECT, UNKNOWN_OBJECT)
                        : objects.answer(request));
        for (int round = 0; round < 2; round++) {
            int before = device.requests.get();
            List<ReadOutcome> outcomes = new ArrayList<>(read(device.ref, 12));
            assertEquals(ErrorCode.DEVICE_ERROR, code(outcomes.remove(2)));
            outcomes.forEach(OddDevicesTest::assertGood);
            if (round > 0) {
                assertEquals("its value, its flags, and all others", 3, device.requests.get() - before);
            }
        }
    }

    @Test
    public void read_abortForTheMoment_halvedThisTimeOnly() throws Exception {
        RawDevice[] device = new RawDevice[1];
        device[0] = device(request ->
                device[0].requests.get() <= 3 ? request.abort(OUT_OF_RESOURCES) : objects.readMultiple(request));
        read(device[0].ref, 20).forEach(OddDevicesTest::assertGood);
        int before = device[0].requests.get();
        read(device[0].ref, 20).forEach(OddDevicesTest::assertGood);
        assertEquals(1, device[0].requests.get() - before);
    }

    @Test
    public void read_deviceThatIsSilentToWhatIsTooLong_askedForLittleAndRemembered() throws Exception {
        RawDevice device = device(request -> request.tags().length > 180 ? new byte[0] : objects.readMultiple(request));
        read(device.ref, 25).forEach(OddDevicesTest::assertGood);
        int before = device.requests.get();
        read(device.ref, 25).forEach(OddDevicesTest::assertGood);
        assertEquals("50 properties, 13 at a time", 4, device.requests.get() - before);
    }

    @Test
    public void read_answersComeTwiceAndOneIsLost_askedAgain() throws Exception {
        AtomicBoolean lose = new AtomicBoolean();
        RawDevice[] device = new RawDevice[1];
        device[0] = device(request -> {
            if (request.service() == RawDevice.READ_MULTIPLE) {
                return request.reject(UNRECOGNIZED_SERVICE);
            }
            if (lose.getAndSet(false)) {
                return new byte[0];
            }
            device[0].sendQuietly(objects.read(request), new InetSocketAddress(address, port));
            return objects.read(request);
        });
        for (int i = 0; i < 12; i++) {
            read(device[0].ref, 5).forEach(OddDevicesTest::assertGood);
        }
        lose.set(true);
        read(device[0].ref, 5).forEach(OddDevicesTest::assertGood);
    }

    @Test
    public void read_answerTooLongForDevice_halvedAndRemembered() throws Exception {
        for (int reason : new int[] {BUFFER_OVERFLOW, SEGMENTATION_NOT_SUPPORTED}) {
            RawDevice device =
                    device(request -> request.service() == RawDevice.READ_MULTIPLE && ScriptedObjects.count(request) > 8
                            ? request.abort(reason)
                            : objects.answer(request));
            read(device.ref, 30).forEach(OddDevicesTest::assertGood);
            int first = device.requests.get();
            read(device.ref, 30).forEach(OddDevicesTest::assertGood);
            assertEquals("60 properties, 6 at a time", 10, device.requests.get() - first);
        }
    }

    @Test
    public void read_valueThatDoesNotDecode_failsAlone() throws Exception {
        // a string in JIS, a Null, a Real of three bytes, an Unsigned where a Real belongs, a tag that runs past the
        // end
        for (String odd : new String[] {"7503024142", "00", "43010203", "2105", "7550024142"}) {
            objects.value(3, odd);
            RawDevice device = device(objects::answer);
            List<ReadOutcome> outcomes = read(device.ref, 12);
            for (ReadOutcome outcome : outcomes) {
                if (outcome.pointId().instance() != 3) {
                    assertGood(outcome);
                }
            }
            assertEquals(odd, ErrorCode.DEVICE_ERROR, code(outcomes.get(2)));
        }
    }

    @Test
    public void read_valueOfAnotherType_failsAloneInTheSameAnswer() throws Exception {
        objects.value(3, "7400616263").value(4, "2105").value(5, "00").value(6, "750700616263646566");
        RawDevice device = device(objects::answer);
        List<ReadOutcome> outcomes = read(device.ref, 12);
        assertEquals("it spoils nothing", 1, device.requests.get());
        outcomes.stream()
                .filter(outcome ->
                        outcome.pointId().instance() < 3 || outcome.pointId().instance() > 6)
                .forEach(OddDevicesTest::assertGood);
        assertEquals(
                List.of("a CharacterString", "an Unsigned", "a Null", "a CharacterString"),
                outcomes.subList(2, 6).stream().map(OddDevicesTest::sentForReal).toList());
    }

    /** What it sent where a Real belongs. */
    private static String sentForReal(ReadOutcome outcome) {
        assertEquals(ErrorCode.DEVICE_ERROR, code(outcome));
        return ((ReadOutcome.Failed) outcome)
                .failure()
                .message()
                .replaceFirst("The device's value cannot be read: it sent (.*) where a Real belongs", "$1");
    }

    @Test
    public void read_singlyAValueOfAnotherType_failsWithTheReason() throws Exception {
        objects.value(1, "7400616263");
        RawDevice device = device(request -> request.service() == RawDevice.READ_MULTIPLE
                ? request.reject(UNRECOGNIZED_SERVICE)
                : objects.read(request));
        List<ReadOutcome> outcomes = read(device.ref, 2);
        assertEquals("a CharacterString", sentForReal(outcomes.get(0)));
        assertGood(outcomes.get(1));
    }

    @Test
    public void read_valueThatDoesNotDecode_nextReadAsksForItByItself() throws Exception {
        PointId odd = new PointId(7, "characterstringValue", 3);
        List<PointId> points = new ArrayList<>(List.of(odd));
        IntStream.rangeClosed(4, 12).forEach(instance -> points.add(new PointId(7, "analogInput", instance)));
        objects.value(3, "7502" + "0941");
        RawDevice device = device(objects::answer);
        Await.result(driver.read(device.ref, points), DEADLINE);
        int first = device.requests.get();
        assertEquals(
                ErrorCode.DEVICE_ERROR,
                code(Await.result(driver.read(device.ref, points), DEADLINE).get(0)));
        assertEquals("one batch, and the odd one", 2, device.requests.get() - first);
        objects.value(3, "72" + "0041");
        Await.result(driver.read(device.ref, points), DEADLINE);
        first = device.requests.get();
        List<ReadOutcome> outcomes = Await.result(driver.read(device.ref, points), DEADLINE);
        assertTrue(
                outcomes.toString(),
                outcomes.get(0) instanceof ReadOutcome.Value value
                        && value.value().equals(new PointValue.Text("A")));
        outcomes.subList(1, 10).forEach(OddDevicesTest::assertGood);
        assertEquals("one batch again", 1, device.requests.get() - first);
    }

    /** 25 texts, of which some are something else, from a device that sends 200 octets in a packet. */
    private Map<Integer, ReadOutcome> readInSegments(Map<Integer, String> odd) throws Exception {
        List<PointId> points = new ArrayList<>();
        for (int instance = 1; instance <= 25; instance++) {
            points.add(new PointId(7, instance == 9 ? "analogInput" : "characterstringValue", instance));
            objects.value(instance, "751500" + HexFormat.of().formatHex(LETTERS.getBytes(StandardCharsets.US_ASCII)));
        }
        objects.value(9, "4441180000");
        odd.forEach(objects::value);
        RawDevice device = device(objects::answer);
        device.longest = 200;
        return Await.result(driver.read(device.ref, points), DEADLINE).stream()
                .collect(Collectors.toMap(outcome -> outcome.pointId().instance(), outcome -> outcome));
    }

    private static void assertTexts(Map<Integer, ReadOutcome> outcomes, Map<Integer, String> odd) {
        outcomes.forEach((instance, outcome) -> assertTrue(
                outcome.toString(),
                instance == 9
                        || outcome instanceof ReadOutcome.Value value
                                && value.value().equals(new PointValue.Text(odd.getOrDefault(instance, LETTERS)))));
    }

    @Test
    public void read_textsOfOtherSetsInSegments_areRead() throws Exception {
        Map<Integer, ReadOutcome> outcomes =
                readInSegments(Map.of(7, "7505" + "02" + "2422" + "4142", 20, "7505" + "01" + "03a4" + "82a0"));
        assertTexts(outcomes, Map.of(7, "あ疎", 20, "あ"));
        assertGood(outcomes.get(9));
    }

    @Test
    public void read_textsOfAnotherSetThanTheySayInSegments_areReadAsTheyAreMeant() throws Exception {
        Map<Integer, ReadOutcome> outcomes = readInSegments(Map.of(
                7,
                text(5, "Zuluft Ü".getBytes(StandardCharsets.UTF_8)),
                12,
                text(5, HexFormat.of().parseHex("352080")),
                20,
                text(0, "Raum".getBytes(StandardCharsets.UTF_16BE))));
        assertTexts(outcomes, Map.of(7, "Zuluft Ü", 12, "5 €", 20, "Raum"));
        assertEquals("nothing is asked for again", 1, devices.get(0).requests.get());
    }

    private static String text(int set, byte[] octets) {
        return String.format("75%02x%02x", octets.length + 1, set)
                + HexFormat.of().formatHex(octets);
    }

    @Test
    public void property_textThatFillsMoreThanAPacket_isReadAsItIsMeant() throws Exception {
        String meant = "Ü".repeat(300);
        objects.property(
                DESCRIPTION,
                any -> "75fe0259" + "05" + HexFormat.of().formatHex(meant.getBytes(StandardCharsets.UTF_8)));
        RawDevice device = device(objects::answer);
        device.longest = 200;
        PropertiesOutcome outcome =
                Await.result(driver.property(device.ref, new PointId(7, "analogInput", 1), "description"), DEADLINE);
        assertTrue(
                outcome.toString(),
                outcome instanceof PropertiesOutcome.Known known
                        && known.properties().get(0).values().equals(List.of(new PointValue.Text(meant))));
    }

    @Test
    public void read_valueOfAnotherTypeInSegments_failsAlone() throws Exception {
        Map<Integer, ReadOutcome> outcomes = readInSegments(Map.of(9, "7400616263"));
        assertTexts(outcomes, Map.of());
        assertEquals("a CharacterString", sentForReal(outcomes.get(9)));
        assertEquals("25 points in 50 properties", 1, devices.get(0).requests.get());
    }

    @Test
    public void read_silentDevice_timeoutAfterItsRetryAndCounted() throws Exception {
        RawDevice device = device(request -> new byte[0]);
        List<ReadOutcome> outcomes = read(device.ref, 30);
        outcomes.forEach(outcome -> assertEquals(ErrorCode.DEVICE_TIMEOUT, code(outcome)));
        assertEquals("one try and one retry, and both again with little, not for each batch", 4, device.requests.get());
        assertTrue(driver.status().contains(new StatusItem.Count(StatusItem.Counter.BACNET_TIMEOUTS, 2)));
    }

    @Test
    public void read_answerLostOnce_retried() throws Exception {
        RawDevice[] device = new RawDevice[1];
        device[0] = device(request -> device[0].requests.get() == 1 ? new byte[0] : objects.readMultiple(request));
        read(device[0].ref, 5).forEach(OddDevicesTest::assertGood);
        assertEquals(2, device[0].requests.get());
    }

    @Test
    public void read_answerToAnotherQuestion_notTaken() throws Exception {
        ScriptedObjects other = new ScriptedObjects();
        RawDevice device = device(request -> {
            byte[] tags = request.tags().clone();
            tags[4]++;
            RawDevice.Request another = new RawDevice.Request(request.invokeId(), request.service(), tags);
            return request.service() == RawDevice.READ ? other.read(another) : other.readMultiple(another);
        });
        List<PointId> one = List.of(new PointId(7, "analogInput", 1));
        assertEquals(
                ErrorCode.DEVICE_ERROR,
                code(Await.result(driver.read(device.ref, one), DEADLINE).get(0)));
    }

    @Test
    public void read_besideDeadDevices_notStalled() throws Exception {
        RawDevice device = device(objects::readMultiple);
        List<CompletionStage<List<ReadOutcome>>> dead = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            DeviceRef nobody = new DeviceRef(100 + i, DeviceAddress.direct(Loopback.address(), port));
            dead.add(driver.read(nobody, List.of(new PointId(100 + i, "analogInput", 1))));
        }
        read(device.ref, 5).forEach(OddDevicesTest::assertGood);
        assertTrue(
                "answered before any of the dead was given up",
                dead.stream().noneMatch(stage -> stage.toCompletableFuture().isDone()));
        dead.forEach(stage -> assertEquals(
                ErrorCode.DEVICE_TIMEOUT, code(Await.result(stage, DEADLINE).get(0))));
    }

    @Test
    public void read_deviceThatHasNotProvedFast_oneThingAtATime() throws Exception {
        Paced paced = new Paced(30);
        RawDevice device = paced.device;
        List<CompletionStage<List<ReadOutcome>>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(driver.read(device.ref, List.of(new PointId(7, "analogInput", 1))));
        }
        all.forEach(stage -> assertGood(Await.result(stage, DEADLINE).get(0)));
        assertEquals(60, device.requests.get());
        assertEquals(1, paced.most.get());
    }

    @Test
    public void read_deviceThatProvedFast_twoThingsAtATime() throws Exception {
        Paced paced = new Paced(0);
        Await.until(() -> mostAtATime(paced) == 2, DEADLINE, "asked two things");
    }

    @Test
    public void read_fastDeviceThatLosesOneOfTwo_oneThingAtATimeFromThenOn() throws Exception {
        Paced paced = new Paced(0);
        paced.capacity = 1;
        Await.until(() -> mostAtATime(paced) == 2, DEADLINE, "asked two things");
        assertEquals("and no more", 1, mostAtATime(paced));
    }

    /**
     * Answers so often that it counts as fast, if the machine lets it, and then more slowly a read of three packets.
     */
    private int mostAtATime(Paced paced) {
        paced.most.set(0);
        paced.delayMs = 0;
        for (int i = 0; i < 60; i++) {
            read(paced.device.ref, 1).forEach(OddDevicesTest::assertGood);
        }
        assertEquals(1, paced.most.get());
        paced.delayMs = 10;
        read(paced.device.ref, 150).forEach(OddDevicesTest::assertGood);
        return paced.most.get();
    }

    /** Answers after a while, and knows how many it was asked for at a time. */
    private final class Paced {
        final RawDevice device = device(this::take);
        final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger outstanding = new AtomicInteger();
        volatile int delayMs;
        /** How many it has room for; it forgets what comes beyond. */
        volatile int capacity = Integer.MAX_VALUE;

        Paced(int delayMs) throws Exception {
            this.delayMs = delayMs;
        }

        private byte[] take(RawDevice.Request request) {
            int now = outstanding.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            if (now > capacity) {
                outstanding.decrementAndGet();
            } else {
                timer.schedule(
                        () -> {
                            outstanding.decrementAndGet();
                            device.sendQuietly(objects.readMultiple(request), new InetSocketAddress(address, port));
                        },
                        delayMs,
                        TimeUnit.MILLISECONDS);
            }
            return new byte[0];
        }
    }

    @Test
    public void read_twoRoutersToNetworksOfOneNumber_eachRequestGoesByItsOwn() throws Exception {
        try (RawRouter east = new RawRouter(Loopback.address(), port, 5, 5, objects::readMultiple);
                RawRouter west = new RawRouter(Loopback.address(), port, 5, 5, objects::readMultiple)) {
            for (int round = 0; round < 50; round++) {
                List<CompletionStage<List<ReadOutcome>>> reads = new ArrayList<>();
                for (int device = 1; device <= 5; device++) {
                    for (DeviceRef ref : List.of(east.device(device), west.device(device + 10))) {
                        reads.add(driver.read(ref, List.of(new PointId(ref.deviceId(), "analogInput", 1))));
                    }
                }
                reads.forEach(read -> assertGood(Await.result(read, DEADLINE).get(0)));
            }
            assertEquals(Map.of(1, 50, 2, 50, 3, 50, 4, 50, 5, 50), east.asked);
            assertEquals(Map.of(11, 50, 12, 50, 13, 50, 14, 50, 15, 50), west.asked);
        }
    }

    @Test
    public void close_whileOutstanding_completesAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        RawDevice device = device(request -> {
            asked.countDown();
            return new byte[0];
        });
        PointId point = new PointId(7, "analogInput", 1);
        CompletionStage<List<ReadOutcome>> outstanding = driver.read(device.ref, List.of(point));
        asked.await();
        driver.close();
        closed = true;
        assertEquals(
                ErrorCode.NOT_CONFIGURED,
                code(outstanding.toCompletableFuture().getNow(null).get(0)));
        assertEquals(
                ErrorCode.NOT_CONFIGURED,
                code(driver.read(device.ref, List.of(point))
                        .toCompletableFuture()
                        .getNow(null)
                        .get(0)));
    }

    @Test
    public void write_noAnswerToTheWrite_saysThatItMayHaveTakenEffect() throws Exception {
        assertMayHaveTakenEffect(request -> new byte[0]);
    }

    @Test
    public void write_unreadableAnswerToTheWrite_saysThatItMayHaveTakenEffect() throws Exception {
        assertMayHaveTakenEffect(request -> RawDevice.bytes(
                new byte[] {0x50, (byte) request.invokeId(), RawDevice.WRITE},
                HexFormat.of().parseHex("4441180000")));
    }

    private void assertMayHaveTakenEffect(Function<RawDevice.Request, byte[]> toTheWrite) throws Exception {
        RawDevice device = device(request -> switch (request.service()) {
            case RawDevice.WRITE -> toTheWrite.apply(request);
            case RawDevice.READ -> objects.read(request);
            default -> objects.readMultiple(request);
        });
        WriteOutcome outcome = Await.result(
                driver.write(
                        new WriteRequest(device.ref, new PointId(7, "analogValue", 1), new PointValue.Double(3), 8)),
                DEADLINE);
        assertTrue(
                outcome.toString(),
                outcome instanceof WriteOutcome.Refused refused
                        && refused.failure().code() == ErrorCode.DEVICE_TIMEOUT
                        && refused.failure().message().contains("may have taken effect"));
        assertEquals("read, and written once", 2, device.requests.get());
        assertTrue(((WriteOutcome.Refused) outcome).undecided());
    }

    @Test
    public void write_deviceSilentBefore_nothingWasWritten() throws Exception {
        RawDevice device = device(request -> new byte[0]);
        WriteOutcome outcome = Await.result(
                driver.write(
                        new WriteRequest(device.ref, new PointId(7, "analogValue", 1), new PointValue.Double(3), 8)),
                DEADLINE);
        assertTrue(
                outcome.toString(),
                outcome instanceof WriteOutcome.Refused refused
                        && !refused.undecided()
                        && refused.failure().message().contains("nothing was written"));
    }

    @Test
    public void write_controllerThatShowsItOnItsNextScan_isEffective() throws Exception {
        assertEquals(
                new WriteOutcome.Written(new PointValue.Real(22), true, OptionalInt.empty(), Optional.empty()),
                writeOnScan(22, 700));
    }

    @Test
    public void write_controllerThatNeverShowsIt_isNotEffectiveThoughNoOtherPriorityHolds() throws Exception {
        assertEquals(
                new WriteOutcome.Written(new PointValue.Real(1.5f), false, OptionalInt.empty(), Optional.empty()),
                writeOnScan(22, 60_000));
    }

    @Test
    public void write_controllerThatRoundsIt_tellsWhatItKeeps() throws Exception {
        assertEquals(
                new WriteOutcome.Written(
                        new PointValue.Real(22), false, OptionalInt.empty(), Optional.of(new PointValue.Real(22))),
                writeOnScan(22.3, 0));
    }

    /** To a device that has 22 in its slot at once, and as its present value by and by. */
    private WriteOutcome writeOnScan(double value, int scanMs) throws Exception {
        objects.property(PRIORITY_ARRAY, instance -> "00".repeat(7) + TWENTY_TWO + "00".repeat(8));
        RawDevice device = device(request -> {
            if (request.service() == RawDevice.WRITE) {
                timer.schedule(() -> objects.value(1, TWENTY_TWO), scanMs, TimeUnit.MILLISECONDS);
                return request.simpleAck();
            }
            return objects.answer(request);
        });
        return Await.result(
                driver.write(new WriteRequest(
                        device.ref, new PointId(7, "analogValue", 1), new PointValue.Double(value), 8)),
                DEADLINE);
    }
}
