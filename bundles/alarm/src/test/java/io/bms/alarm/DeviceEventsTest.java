// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.Signature;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DeviceEvent;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventState;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.point.StatusFlag;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.Before;
import org.junit.Test;

/** What a device says of itself, from its list of events to the acknowledgement that it takes. */
public class DeviceEventsTest extends AlarmsOnDisk {
    private static final Duration SECONDS = Duration.ofSeconds(4);
    private static final PointId POINT = new PointId(3, "analogInput", 1);
    private static final String ID = "3.analogInput.1.event";
    private static final OpenTransition UP = new OpenTransition(EventState.HIGH_LIMIT, "1907");
    private static final OpenTransition BACK = new OpenTransition(EventState.NORMAL, "1908");
    private static final Failure NO_ANSWER = new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer");

    @Before
    public void start() {
        sites.preset(Devices.site(Devices.device(3, 2, Duration.ofSeconds(30))));
        answers(true);
        open();
    }

    private void answers(boolean online) {
        monitoring.device(
                3, new DeviceState(online, clock.instant(), online ? Optional.empty() : Optional.of(NO_ANSWER)));
    }

    private void says(EventState state, OpenTransition... open) {
        DeviceEvent event = new DeviceEvent(POINT, state, List.of(open), true, OptionalInt.of(90));
        monitoring.events(new EventsOutcome.Known(List.of(event)));
        flag(state.isNormal() ? Set.of() : Set.of(StatusFlag.IN_ALARM));
    }

    private void saysNothing() {
        monitoring.events(new EventsOutcome.Known(List.of()));
        flag(Set.of());
    }

    private void flag(Set<StatusFlag> flags) {
        alarms.accept(new SampleBatch(List.of(new Sample(
                POINT, new PointValue.Real(31), Quality.GOOD, flags, clock.instant(), Duration.ofSeconds(30)))));
    }

    private void pass(Duration time) {
        scheduler.advance(time);
    }

    private Optional<Alarm> alarm() {
        return alarm(ID);
    }

    private CommandResult change(AlarmAction action) {
        return change(action, ID);
    }

    private void acknowledge() {
        change(new AlarmAction.Acknowledge());
    }

    private void isAbove() {
        says(EventState.HIGH_LIMIT, UP);
        pass(SECONDS);
        assertTrue("raised", alarm().isPresent());
    }

    @Test
    public void event_isAnAlarmSecondsAfterAFlagChanged() {
        pass(SECONDS);
        assertEquals("asked when it was first seen", List.of(3), monitoring.askedForEvents());
        isAbove();
        Alarm raised = alarm().orElseThrow();
        assertEquals(AlarmKind.DEVICE_EVENT, raised.cause().kind());
        assertEquals(AlarmPriority.HIGH, raised.cause().priority());
        assertEquals(Optional.of(POINT), raised.cause().point());
        assertTrue(raised.cause().text(), raised.cause().text().endsWith(" is above its high limit"));
        assertTrue(raised.awaitsAcknowledgement());
        saysNothing();
        monitoring.events(new EventsOutcome.Known(List.of()));
        pass(SECONDS);
        assertEquals("acknowledged at the device, and gone", Optional.empty(), alarm());
    }

    @Test
    public void flags_ofASensorWithoutAValue_areNews_andAFailedReadIsNone() {
        pass(SECONDS);
        Duration interval = Duration.ofSeconds(30);
        alarms.accept(new SampleBatch(List.of(
                new Sample(POINT, PointValue.NULL, Quality.BAD, Set.of(StatusFlag.FAULT), clock.instant(), interval))));
        pass(SECONDS);
        assertEquals(List.of(3, 3), monitoring.askedForEvents());
        alarms.accept(new SampleBatch(List.of(new Sample(
                POINT, PointValue.NULL, Quality.BAD, Set.of(), clock.instant(), interval, Optional.of(NO_ANSWER)))));
        pass(SECONDS);
        assertEquals(List.of(3, 3), monitoring.askedForEvents());
    }

    @Test
    public void device_isNotAskedWhileMonitoringIsStopped_andAtOnceAfterwards() {
        monitoring.status(MonitoringStatus.STOPPED);
        pass(Duration.ofMinutes(10));
        assertEquals(List.of(), monitoring.askedForEvents());
        monitoring.status(MonitoringStatus.ACTIVE);
        pass(SECONDS);
        assertEquals(List.of(3), monitoring.askedForEvents());
    }

    @Test
    public void device_thatAnnouncesAnEvent_isAskedWithinSeconds_howeverOftenItDoes() {
        pass(SECONDS);
        for (int notification = 0; notification < 100; notification++) {
            monitoring.announceEvent(3);
        }
        pass(SECONDS);
        assertEquals(List.of(3, 3), monitoring.askedForEvents());
    }

    @Test
    public void device_isAskedOnceAnInterval_whereNothingHappens() {
        pass(Duration.ofSeconds(1));
        for (int sample = 0; sample < 30; sample++) {
            flag(Set.of());
            pass(Duration.ofSeconds(30));
        }
        assertEquals(
                "at once, and each 300 s", 1 + 3, monitoring.askedForEvents().size());
    }

    @Test
    public void eventThatNeedsNoAcknowledgement_isOverWhenItIsGone() {
        says(EventState.FAULT);
        pass(SECONDS);
        assertFalse(alarm().orElseThrow().awaitsAcknowledgement());
        saysNothing();
        pass(SECONDS);
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
    }

    @Test
    public void acknowledged_isPassedOnWithItsStamp_untilTheListShowsThatItWasTaken() {
        isAbove();
        acknowledge();
        assertEquals(List.of(new EventAcknowledgement(POINT, UP, "anna")), monitoring.acknowledged());
        assertEquals(
                Optional.of(new Alarm.Passing(Optional.empty())),
                alarm().orElseThrow().attention().passing());
        says(EventState.HIGH_LIMIT);
        pass(SECONDS);
        assertEquals(Optional.empty(), alarm().orElseThrow().attention().passing());
        assertTrue(alarm().orElseThrow().attention().acknowledgement().isPresent());
        pass(Duration.ofMinutes(20));
        assertEquals(1, monitoring.acknowledged().size());
    }

    @Test
    public void acknowledged_whileTheDeviceDoesNotAnswer_isPassedOnAfterARestartToo() {
        isAbove();
        monitoring.acknowledging(new AcknowledgeOutcome.Refused(NO_ANSWER));
        acknowledge();
        pass(Duration.ofSeconds(30));
        int before = monitoring.acknowledged().size();
        assertTrue("sent again, ever more seldom: " + before, before >= 2 && before <= 3);
        answers(false);
        restart();
        pass(Duration.ofMinutes(10));
        assertEquals("not to a silent device", before, monitoring.acknowledged().size());
        monitoring.acknowledging(new AcknowledgeOutcome.Taken());
        answers(true);
        pass(SECONDS);
        assertEquals(before + 1, monitoring.acknowledged().size());
        assertEquals(
                new EventAcknowledgement(POINT, UP, "anna"),
                monitoring.acknowledged().get(before));
    }

    @Test
    public void acknowledgementThatTheDeviceRefuses_staysHere_andTheHistorySaysWhy() {
        isAbove();
        monitoring.acknowledging(
                new AcknowledgeOutcome.Refused(new Failure(ErrorCode.DEVICE_ERROR, "it is not allowed")));
        acknowledge();
        pass(Duration.ofMinutes(20));
        assertEquals("it is not asked again", 1, monitoring.acknowledged().size());
        Alarm alarm = alarm().orElseThrow();
        assertEquals(
                Optional.of("it is not allowed"),
                alarm.attention().passing().orElseThrow().refused());
        assertTrue(alarm.attention().acknowledgement().isPresent());
        assertTrue("" + sink.words(), sink.words().contains(ID + " noted"));
        acknowledge();
        assertEquals("unless somebody asks for it", 2, monitoring.acknowledged().size());
    }

    @Test
    public void acknowledgedAtTheDevice_isAcknowledgedHere_byTheDevice() {
        isAbove();
        says(EventState.HIGH_LIMIT);
        monitoring.events(new EventsOutcome.Known(
                List.of(new DeviceEvent(POINT, EventState.HIGH_LIMIT, List.of(), true, OptionalInt.of(90)))));
        pass(Duration.ofMinutes(6));
        Signature signature =
                alarm().orElseThrow().attention().acknowledgement().orElseThrow();
        assertEquals(Signature.Via.DEVICE, signature.via());
        assertEquals("device 3", signature.by());
        assertEquals(List.of(), monitoring.acknowledged());
    }

    @Test
    public void goneAgain_asTheDeviceWantsThatAcknowledgedToo_isToBeAcknowledgedAnew() {
        isAbove();
        acknowledge();
        says(EventState.NORMAL, BACK);
        pass(SECONDS);
        Alarm alarm = alarm().orElseThrow();
        assertEquals(AlarmCondition.GONE, alarm.condition());
        assertTrue(alarm.awaitsAcknowledgement());
        change(new AlarmAction.Resolve(false));
        assertEquals(Optional.empty(), alarm());
        assertEquals(
                new EventAcknowledgement(POINT, BACK, "anna"),
                monitoring.acknowledged().get(monitoring.acknowledged().size() - 1));
        pass(Duration.ofMinutes(10));
        assertEquals("what is on its way does not raise it anew", Optional.empty(), alarm());
    }

    @Test
    public void eventThatCameAndWentUnseen_waitsForAnAcknowledgement() {
        says(EventState.NORMAL, UP);
        pass(Duration.ofSeconds(2));
        assertEquals(List.of(ID + " raised", ID + " cleared"), sink.words());
        assertTrue(alarm().orElseThrow().awaitsAcknowledgement());
        acknowledge();
        assertEquals(Optional.empty(), alarm());
        assertEquals(1, monitoring.acknowledged().size());
    }

    @Test
    public void comesAgain_isAnotherOccurrence_andIsAcknowledgedAnew() {
        isAbove();
        acknowledge();
        saysNothing();
        pass(SECONDS);
        says(EventState.HIGH_LIMIT, new OpenTransition(EventState.HIGH_LIMIT, "1909"));
        pass(SECONDS);
        assertEquals(2, alarm().orElseThrow().onset().occurrence());
        assertTrue(alarm().orElseThrow().awaitsAcknowledgement());
        acknowledge();
        assertEquals("1909", monitoring.acknowledged().get(1).transition().stamp());
    }

    @Test
    public void deviceThatCannotTellItsEvents_leavesThemUnknownAfterAMinute() {
        isAbove();
        monitoring.events(new EventsOutcome.Refused(NO_ANSWER));
        pass(Duration.ofMinutes(5));
        pass(Duration.ofMinutes(2));
        assertEquals(AlarmCondition.UNKNOWN, alarm().orElseThrow().condition());
        says(EventState.HIGH_LIMIT, UP);
        pass(Duration.ofMinutes(2));
        assertEquals(AlarmCondition.PRESENT, alarm().orElseThrow().condition());
        assertEquals(1, alarm().orElseThrow().onset().occurrence());
    }

    @Test
    public void deviceThatFallsSilent_itsLastEventIsAnEffectOfThat_andStays() {
        isAbove();
        answers(false);
        pass(Duration.ofMinutes(3));
        assertEquals(
                Optional.of(new AlarmId("3.device")),
                alarm().orElseThrow().attention().suppressedBy());
        assertEquals(AlarmCondition.PRESENT, alarm().orElseThrow().condition());
        answers(true);
        pass(SECONDS);
        assertEquals(Optional.empty(), alarm().orElseThrow().attention().suppressedBy());
    }
}
