// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventState;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.driver.ReportListener;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.Test;

/** What every driver keeps to, against devices that the implementing test provides. */
public abstract class PointDriverContract {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    /** A notification class that no device of the tests has. */
    private static final int NO_CLASS = 4_194_000;

    protected abstract PointDriver driver();

    /** A device that answers. */
    protected abstract DeviceRef device();

    /** At least two points of {@link #device()}. */
    protected abstract List<PointId> points();

    /** A writable analog one of them. */
    protected abstract PointId writable();

    /** A point that {@link #device()} does not have. */
    protected abstract PointId missing();

    /** A writable one of {@link #device()} without a priority array: nothing written there can be released. */
    protected abstract PointId withoutSlots();

    /** A device that does not answer, and takes its time to be given up. */
    protected abstract DeviceRef silent();

    /** Closes the driver as its component is deactivated. */
    protected abstract void closeDriver();

    @Test
    public void read_knownPoints_oneValueEachInTheOrderAsked() {
        List<PointId> asked = new ArrayList<>(points());
        Collections.reverse(asked);
        List<ReadOutcome> outcomes = Await.result(driver().read(device(), asked), DEADLINE);
        assertEquals(asked, outcomes.stream().map(ReadOutcome::pointId).toList());
        assertTrue("" + outcomes, outcomes.stream().allMatch(outcome -> outcome instanceof ReadOutcome.Value));
    }

    @Test
    public void read_oneMissingPoint_failsAlone() {
        List<PointId> asked = List.of(points().get(0), missing(), points().get(1));
        List<ReadOutcome> outcomes = Await.result(driver().read(device(), asked), DEADLINE);
        assertEquals(asked, outcomes.stream().map(ReadOutcome::pointId).toList());
        assertEquals(
                List.of(true, false, true),
                outcomes.stream()
                        .map(outcome -> outcome instanceof ReadOutcome.Value)
                        .toList());
    }

    @Test
    public void read_silentDevice_failsWithACodeOfSilence() {
        List<ReadOutcome> outcomes = Await.result(driver().read(silent(), List.of(unheard(1), unheard(2))), DEADLINE);
        assertEquals(2, outcomes.size());
        assertTrue("" + outcomes, outcomes.stream().allMatch(outcome -> code(outcome)
                .filter(ErrorCode::isSilence)
                .isPresent()));
    }

    @Test
    public void read_missingPoint_failsWithNoCodeOfSilence() {
        ReadOutcome outcome = Await.result(driver().read(device(), List.of(missing())), DEADLINE)
                .get(0);
        assertTrue(
                "the device is there: " + outcome,
                code(outcome).filter(code -> !code.isSilence()).isPresent());
    }

    @Test
    public void read_silentDevice_returnsBeforeItIsGivenUp() {
        // Five, since a thread that is put off may find one of them answered; one that waits finds all.
        List<Boolean> done = IntStream.range(0, 5)
                .mapToObj(i -> driver().read(silent(), List.of(unheard(1))))
                .map(answer -> answer.toCompletableFuture().isDone())
                .toList();
        assertTrue("each call waited for the device", done.contains(false));
    }

    @Test
    public void write_writablePoint_isReadBack() {
        WriteRequest request = new WriteRequest(device(), writable(), new PointValue.Double(21.5), 8);
        WriteOutcome outcome = Await.result(driver().write(request), DEADLINE);
        assertTrue("" + outcome, outcome instanceof WriteOutcome.Written written && written.effective());
    }

    @Test
    public void write_missingPoint_isRefused() {
        WriteRequest request = new WriteRequest(device(), missing(), new PointValue.Double(21.5), 8);
        WriteOutcome outcome = Await.result(driver().write(request), DEADLINE);
        assertTrue("" + outcome, outcome instanceof WriteOutcome.Refused);
    }

    @Test
    public void write_releaseWithoutSlots_isNotWritable() {
        assertNotWritable(new WriteRequest(device(), withoutSlots(), PointValue.NULL, 8));
    }

    @Test
    public void write_onlyIfReleasableWithoutSlots_isNotWritable() {
        assertNotWritable(new WriteRequest(
                device(), withoutSlots(), new PointValue.Double(21.5), 8, Optional.empty(), false, true));
    }

    private void assertNotWritable(WriteRequest request) {
        WriteOutcome outcome = Await.result(driver().write(request), DEADLINE);
        assertTrue(
                "" + outcome,
                outcome instanceof WriteOutcome.Refused refused
                        && refused.failure().code() == ErrorCode.NOT_WRITABLE
                        && !refused.undecided());
    }

    @Test
    public void write_releaseOfASlotThatHoldsSomethingElse_isAConflictAndWritesNothing() {
        PointValue written = new PointValue.Double(21.5);
        Await.result(driver().write(new WriteRequest(device(), writable(), written, 8)), DEADLINE);
        WriteOutcome others = Await.result(driver().write(release(new PointValue.Double(19.5))), DEADLINE);
        assertTrue(
                "" + others,
                others instanceof WriteOutcome.Refused refused
                        && refused.failure().code() == ErrorCode.CONFLICT
                        && !refused.undecided());
        WriteOutcome own = Await.result(driver().write(release(written)), DEADLINE);
        assertTrue("" + own, own instanceof WriteOutcome.Written released && released.effective());
    }

    private WriteRequest release(PointValue onlyIfHeld) {
        return new WriteRequest(device(), writable(), PointValue.NULL, 8, Optional.of(onlyIfHeld));
    }

    @Test
    public void everything_ofASilentDeviceOrAnUnknownPoint_completesNormally() {
        for (DeviceRef asked : List.of(device(), silent())) {
            PointId unknown = new PointId(asked.deviceId(), "noSuchType", 1);
            Await.result(driver().read(asked, List.of(unknown)), DEADLINE);
            Await.result(driver().write(new WriteRequest(asked, unknown, PointValue.NULL, 8)), DEADLINE);
            Await.result(driver().identify(asked), DEADLINE);
            Await.result(driver().properties(asked, unknown), DEADLINE);
            Await.result(driver().property(asked, unknown, "noSuchProperty"), DEADLINE);
            Await.result(driver().readBy(asked, unknown), DEADLINE);
            Await.result(driver().propertiesPerRequest(asked), DEADLINE);
        }
    }

    /** Which points are reported, and why the others are not. */
    private static final class Told implements ReportListener {
        final Set<PointId> begun = ConcurrentHashMap.newKeySet();
        final Map<PointId, Failure> ended = new ConcurrentHashMap<>();

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
            // what is reported is not the question
        }

        boolean of(PointId point) {
            return begun.contains(point) || ended.containsKey(point);
        }
    }

    @Test
    public void watch_tellsOfEveryPoint() {
        Told told = new Told();
        List<PointId> asked = new ArrayList<>(points());
        asked.add(missing());
        driver().watch(device(), asked, told);
        Await.until(
                () -> asked.stream().allMatch(told::of),
                DEADLINE,
                "of each point it is said whether the device reports it");
    }

    @Test
    public void watch_missingPoint_endsWithNoCodeOfSilence() {
        Told told = new Told();
        driver().watch(device(), List.of(missing()), told);
        Await.until(
                () -> told.ended.containsKey(missing()), DEADLINE, "the device cannot report what it does not have");
        assertFalse(
                "the device is there: " + told.ended,
                told.ended.get(missing()).code().isSilence());
    }

    @Test
    public void close_completesWhatIsOutstandingAndWhatIsAskedLater() {
        WriteRequest write = new WriteRequest(silent(), unheard(1), new PointValue.Double(1), 8);
        CompletionStage<List<ReadOutcome>> reading = driver().read(silent(), List.of(unheard(1)));
        CompletionStage<WriteOutcome> writing = driver().write(write);
        closeDriver();
        List<ReadOutcome> late = Await.result(driver().read(device(), points()), DEADLINE);
        assertEquals(
                Optional.of(ErrorCode.NOT_CONFIGURED),
                code(Await.result(reading, DEADLINE).get(0)));
        assertEquals(Optional.of(ErrorCode.NOT_CONFIGURED), code(late.get(0)));
        assertTrue(Await.result(writing, DEADLINE) instanceof WriteOutcome.Refused refused
                && refused.failure().code() == ErrorCode.NOT_CONFIGURED);
    }

    @Test
    public void events_deviceWithoutAny_areNone() {
        assertEquals(new EventsOutcome.Known(List.of()), Await.result(driver().events(device(), List.of()), DEADLINE));
    }

    @Test
    public void events_objectsThatHaveNone_areNone() {
        EventsOutcome outcome = Await.result(driver().events(device(), List.of(points().get(0), missing())), DEADLINE);
        assertEquals(new EventsOutcome.Known(List.of()), outcome);
    }

    @Test
    public void events_silentDevice_areRefusedWithACodeOfSilence() {
        EventsOutcome outcome = Await.result(driver().events(silent(), List.of()), DEADLINE);
        assertTrue(
                "" + outcome,
                outcome instanceof EventsOutcome.Refused refused
                        && refused.failure().code().isSilence());
    }

    @Test
    public void recipients_ofAClassThatTheDeviceHasNot_areAFailureOfThatClass() {
        RecipientsOutcome outcome = Await.result(driver().recipients(device(), Set.of(NO_CLASS)), DEADLINE);
        assertEquals(
                "" + outcome,
                List.of(NO_CLASS),
                outcome.classes().stream().map(NotificationClass::instance).toList());
        assertTrue(
                "" + outcome,
                outcome.classes()
                        .get(0)
                        .failure()
                        .filter(why -> !why.code().isSilence())
                        .isPresent());
    }

    @Test
    public void recipients_deviceWithoutNotificationClasses_hasNone() {
        assertEquals(
                new RecipientsOutcome.Known(List.of()),
                Await.result(driver().recipients(device(), Set.of()), DEADLINE));
    }

    @Test
    public void recipients_silentDevice_areRefusedWithACodeOfSilence() {
        for (Set<Integer> classes : List.of(Set.<Integer>of(), Set.of(NO_CLASS))) {
            RecipientsOutcome outcome = Await.result(driver().recipients(silent(), classes), DEADLINE);
            assertTrue(
                    "" + outcome,
                    outcome.refusal().filter(why -> why.code().isSilence()).isPresent());
        }
    }

    @Test
    public void acknowledge_whatDoesNotWait_isRefusedWithNoCodeOfSilence() {
        AcknowledgeOutcome outcome =
                Await.result(driver().acknowledge(device(), acknowledgement(points().get(0))), DEADLINE);
        assertTrue(
                "" + outcome,
                outcome instanceof AcknowledgeOutcome.Refused refused
                        && !refused.failure().code().isSilence());
    }

    @Test
    public void acknowledge_silentDevice_isRefusedWithACodeOfSilence() {
        AcknowledgeOutcome outcome =
                Await.result(driver().acknowledge(silent(), acknowledgement(unheard(1))), DEADLINE);
        assertTrue(
                "" + outcome,
                outcome instanceof AcknowledgeOutcome.Refused refused
                        && refused.failure().code().isSilence());
    }

    @Test
    public void close_eventsAndAcknowledgementsAskedLater_areNotConfigured() {
        closeDriver();
        EventsOutcome events = Await.result(driver().events(device(), List.of()), DEADLINE);
        RecipientsOutcome recipients = Await.result(driver().recipients(device(), Set.of()), DEADLINE);
        assertEquals(Optional.of(ErrorCode.NOT_CONFIGURED), recipients.refusal().map(Failure::code));
        AcknowledgeOutcome acknowledged =
                Await.result(driver().acknowledge(device(), acknowledgement(points().get(0))), DEADLINE);
        assertTrue(events instanceof EventsOutcome.Refused refused
                && refused.failure().code() == ErrorCode.NOT_CONFIGURED);
        assertTrue(acknowledged instanceof AcknowledgeOutcome.Refused refused
                && refused.failure().code() == ErrorCode.NOT_CONFIGURED);
    }

    /** An acknowledgement of a change that never was. */
    private static EventAcknowledgement acknowledgement(PointId point) {
        return new EventAcknowledgement(point, new OpenTransition(EventState.HIGH_LIMIT, "1907"), "anna");
    }

    private PointId unheard(int instance) {
        return new PointId(silent().deviceId(), "analogInput", instance);
    }

    private static Optional<ErrorCode> code(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Failed failed
                ? Optional.of(failed.failure().code())
                : Optional.empty();
    }

    @Test
    public void discover_oneAddress_findsItsDeviceAndProgressNeverFalls() {
        List<Integer> percents = Collections.synchronizedList(new ArrayList<>());
        DiscoveryRequest.Target target = new DiscoveryRequest.Target(
                device().address().host(), OptionalInt.of(device().address().port()), true);
        DiscoveryReport report = Await.result(
                driver().discover(
                                new DiscoveryRequest(List.of(target), List.of(), List.of(), Duration.ofSeconds(10)),
                                progress -> percents.add(progress.percent())),
                DEADLINE);
        assertEquals(
                List.of(device().deviceId()),
                report.devices().stream().map(DiscoveredDevice::deviceId).toList());
        assertEquals(percents.stream().sorted().toList(), percents);
    }
}
