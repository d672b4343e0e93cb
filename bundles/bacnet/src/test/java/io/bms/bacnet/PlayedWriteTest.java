// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Writes to devices that take their time, keep their own way, or have no priority array. */
public class PlayedWriteTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int SEED = 135;
    private static final int MIN = 69;
    private static final int MAX = 65;
    private static final int NUMBER_OF_STATES = 74;
    private static final int RESOLUTION = 106;
    private static final PointValue WARM = new PointValue.Real(22);
    private static final PointValue BEFORE = new PointValue.Real(21);
    private static final String ZERO = "4400000000";
    private static final String NAN = "447fc00000";
    private static final String INFINITE = "447f800000";

    private final List<RawDevice> devices = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private int port;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        driver = Loopback.driver(Loopback.settings(Loopback.address(), port));
    }

    @After
    public void close() {
        timer.shutdownNow();
        driver.close();
        devices.forEach(RawDevice::close);
    }

    private PlayedPoint point() {
        return new PlayedPoint(timer);
    }

    private CompletionStage<WriteOutcome> begin(
            PlayedPoint point, String type, PointValue value, PointValue... onlyIfHeld) throws Exception {
        RawDevice device = new RawDevice(Loopback.address(), port, 7, point::answer);
        devices.add(device);
        return driver.write(new WriteRequest(
                device.ref,
                new PointId(7, type, 1),
                value,
                8,
                List.of(onlyIfHeld).stream().findFirst()));
    }

    private WriteOutcome write(PlayedPoint point, PointValue value) throws Exception {
        return Await.result(begin(point, "analogValue", value), DEADLINE);
    }

    private WriteOutcome release(PlayedPoint point, PointValue... onlyIfHeld) throws Exception {
        return Await.result(begin(point, "analogValue", PointValue.NULL, onlyIfHeld), DEADLINE);
    }

    private static ErrorCode code(WriteOutcome outcome) {
        assertTrue(outcome.toString(), outcome instanceof WriteOutcome.Refused);
        return ((WriteOutcome.Refused) outcome).failure().code();
    }

    @Test
    public void write_limitsThatNobodyHasSet_areNone() throws Exception {
        for (List<String> limits : List.of(
                List.of(ZERO, ZERO),
                List.of("4441200000", "4441200000"),
                List.of("4441f00000", ZERO),
                List.of(NAN, NAN),
                List.of(NAN, INFINITE),
                List.of("44ff800000", INFINITE))) {
            PlayedPoint point =
                    point().withPriorityArray().property(MIN, limits.get(0)).property(MAX, limits.get(1));
            assertEquals(
                    limits.toString(),
                    new WriteOutcome.Written(WARM, true, OptionalInt.empty(), Optional.empty()),
                    write(point, WARM));
        }
        PlayedPoint states = point().property(85, "2101").property(NUMBER_OF_STATES, "2100");
        WriteOutcome outcome = Await.result(begin(states, "multiStateValue", new PointValue.Integer(3)), DEADLINE);
        assertTrue(outcome.toString(), outcome instanceof WriteOutcome.Written written && written.effective());
    }

    @Test
    public void write_limitsThatAreSet_hold() throws Exception {
        PlayedPoint point = point().property(MIN, ZERO).property(MAX, "4441a00000");
        assertEquals(ErrorCode.OUT_OF_RANGE, code(write(point, WARM)));
        PlayedPoint oneSided = point().property(MIN, NAN).property(MAX, "4441a00000");
        assertEquals(ErrorCode.OUT_OF_RANGE, code(write(oneSided, WARM)));
        assertEquals(List.of(), oneSided.written);
    }

    @Test
    public void write_deviceThatIsSlowOrBusyAfterIt_isLookedAtUntilItShows() throws Exception {
        Map<String, Function<RawDevice.Request, byte[]>> answers = Map.of(
                "silence", request -> new byte[0],
                "abort", request -> request.abort(9),
                "reject", request -> request.reject(1),
                "busy", request -> request.error(0, 3));
        Random random = new Random(SEED);
        Map<String, CompletionStage<WriteOutcome>> outcomes = new LinkedHashMap<>();
        for (Map.Entry<String, Function<RawDevice.Request, byte[]>> answer : answers.entrySet()) {
            for (int scanMs : List.of(0, 700, 1_700)) {
                for (boolean array : List.of(true, false)) {
                    PlayedPoint point =
                            point().scan(scanMs).busy(scanMs > 0 ? random.nextInt(1_500) : 3_000, answer.getValue());
                    outcomes.put(
                            answer.getKey() + " " + scanMs + " " + array,
                            begin(array ? point.withPriorityArray() : point, "analogValue", WARM));
                }
            }
        }
        outcomes.forEach((how, outcome) -> assertEquals(
                how,
                new WriteOutcome.Written(
                        WARM,
                        true,
                        OptionalInt.empty(),
                        Optional.empty(),
                        how.endsWith("true") ? Optional.empty() : Optional.of(BEFORE)),
                Await.result(outcome, DEADLINE)));
    }

    @Test
    public void write_withoutPriorityArray_saysWhatWasThereBefore_alsoInAPreviewAndWithoutAnAnswer() throws Exception {
        PlayedPoint point = point();
        RawDevice device = new RawDevice(Loopback.address(), port, 7, point::answer);
        devices.add(device);
        WriteRequest preview =
                new WriteRequest(device.ref, new PointId(7, "analogValue", 1), WARM, 8, Optional.empty(), true, false);
        assertEquals(
                new WriteOutcome.Written(BEFORE, false, OptionalInt.empty(), Optional.empty(), Optional.of(BEFORE)),
                Await.result(driver.write(preview), DEADLINE));
        WriteRequest forATime =
                new WriteRequest(device.ref, new PointId(7, "analogValue", 1), WARM, 8, Optional.empty(), false, true);
        assertEquals(ErrorCode.NOT_WRITABLE, code(Await.result(driver.write(forATime), DEADLINE)));
        assertEquals(List.of(), point.written);
        assertEquals(Optional.of(BEFORE), write(point, WARM).replaced());
        PlayedPoint silent = point();
        RawDevice mute = new RawDevice(
                Loopback.address(),
                port,
                7,
                request -> request.service() == RawDevice.WRITE ? new byte[0] : silent.answer(request));
        devices.add(mute);
        WriteOutcome outcome = Await.result(
                driver.write(new WriteRequest(mute.ref, new PointId(7, "analogValue", 1), WARM, 8)), DEADLINE);
        assertTrue(outcome.toString(), outcome instanceof WriteOutcome.Refused refused && refused.undecided());
        assertEquals(Optional.of(BEFORE), outcome.replaced());
    }

    @Test
    public void write_neverShown_namesAPriorityOnlyWhereOneHolds() throws Exception {
        PlayedPoint stubborn = point().withPriorityArray().scan(60_000);
        assertEquals(
                new WriteOutcome.Written(BEFORE, false, OptionalInt.empty(), Optional.empty()), write(stubborn, WARM));
        PlayedPoint held = point().withPriorityArray().slot(3, "4441980000").property(85, "4441980000");
        assertEquals(
                new WriteOutcome.Written(new PointValue.Real(19), false, OptionalInt.of(3), Optional.empty()),
                write(held, WARM));
    }

    @Test
    public void write_deviceThatCannotTellSuchSmallSteps_isEffective() throws Exception {
        assertEffective(true, point().withPriorityArray().keeps(value -> "4441b00001"), WARM);
        assertEffective(true, point().keeps(value -> "4441afffff"), WARM);
        PointValue fine = new PointValue.Real(22.2f);
        assertEffective(
                true,
                point().withPriorityArray().property(RESOLUTION, "443f000000").keeps(any -> "4441b00000"),
                fine);
        assertEffective(false, point().withPriorityArray().keeps(any -> "4441b00000"), fine);
        assertEffective(
                false,
                point().withPriorityArray().property(RESOLUTION, "4442c80000").keeps(any -> PlayedPoint.BEFORE),
                fine);
        assertEffective(
                false, point().withPriorityArray().property(RESOLUTION, NAN).keeps(any -> "4441b00000"), fine);
    }

    private void assertEffective(boolean effective, PlayedPoint point, PointValue value) throws Exception {
        WriteOutcome outcome = write(point, value);
        assertTrue(
                outcome.toString(),
                outcome instanceof WriteOutcome.Written written && written.effective() == effective);
    }

    @Test
    public void release_onlyWhatADeviceHasNot_isNothingToRelease() throws Exception {
        for (int code : List.of(32, 45)) {
            assertEquals(ErrorCode.NOT_WRITABLE, code(release(point().slotError(2, code))));
            assertEquals(ErrorCode.NOT_WRITABLE, code(release(point().slotError(2, code), BEFORE)));
            assertEquals(ErrorCode.CONFLICT, code(release(point().slotError(2, code), WARM)));
        }
        Random random = new Random(SEED);
        for (int[] error : new int[][] {
            {0, 25}, {0, 3}, {2, 27}, {5, 29}, {3, 18}, {1, 31}, {2, 42}, {random.nextInt(6), 60 + random.nextInt(20)}
        }) {
            PlayedPoint point = point().slotError(error[0], error[1]);
            WriteOutcome outcome = release(point, WARM);
            assertEquals(outcome.toString(), ErrorCode.DEVICE_ERROR, code(outcome));
            assertEquals(List.of(), point.written);
        }
    }

    @Test
    public void release_ofASlot_isEffectiveOnceItIsSeenEmpty() throws Exception {
        PlayedPoint point =
                point().withPriorityArray().slot(8, PlayedPoint.WRITTEN).property(85, PlayedPoint.WRITTEN);
        assertEquals(
                new WriteOutcome.Written(BEFORE, true, OptionalInt.empty(), Optional.empty()), release(point, WARM));
        assertEquals(List.of(PlayedPoint.NULL), point.written);
        PlayedPoint stuck =
                point().withPriorityArray().slot(8, PlayedPoint.WRITTEN).keeps(any -> PlayedPoint.WRITTEN);
        WriteOutcome outcome = release(stuck, WARM);
        assertFalse(outcome.toString(), ((WriteOutcome.Written) outcome).effective());
    }

    @Test
    public void release_deviceThatIsMuteToOneSlot_isSeenInTheWholeArray() throws Exception {
        assertReleased(point().withMuteSlots());
    }

    @Test
    public void release_deviceThatAnswersForOneSlotWithTheWholeArray_isSeenInThat() throws Exception {
        assertReleased(point().withWholeForSlots());
    }

    private void assertReleased(PlayedPoint point) throws Exception {
        point.withPriorityArray().slot(8, PlayedPoint.WRITTEN).property(85, PlayedPoint.WRITTEN);
        assertEquals(
                new WriteOutcome.Written(BEFORE, true, OptionalInt.empty(), Optional.empty()), release(point, WARM));
        assertEquals(List.of(PlayedPoint.NULL), point.written);
    }
}
