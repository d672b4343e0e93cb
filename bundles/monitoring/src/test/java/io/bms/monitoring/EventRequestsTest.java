// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DeviceEvent;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventState;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.PointDriver;
import io.bms.api.point.PointId;
import io.bms.api.point.StatusFlag;
import io.bms.api.site.Device;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.Test;

public class EventRequestsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final PointId POINT = Devices.point(1, 1);
    private static final OpenTransition CHANGE = new OpenTransition(EventState.FAULT, "1907");
    private static final DeviceEvent EVENT =
            new DeviceEvent(POINT, EventState.FAULT, List.of(CHANGE), true, OptionalInt.empty());

    private final Fixture fixture = Fixture.running(Devices.site(Devices.device(1, 2, SECOND)));

    private <T> T answer(CompletionStage<T> asked) {
        CompletableFuture<T> answer = asked.toCompletableFuture();
        fixture.scheduler.runPending();
        return answer.getNow(null);
    }

    private static ErrorCode code(EventsOutcome outcome) {
        return ((EventsOutcome.Refused) outcome).failure().code();
    }

    @Test
    public void events_areAskedWithTheObjectsThatAreKnown_andThoseThatAreFlagged() {
        fixture.driver.flags(Devices.point(1, 2), StatusFlag.IN_ALARM);
        fixture.driver.events(1, EVENT);
        fixture.scheduler.advance(Duration.ofSeconds(5));
        assertEquals(new EventsOutcome.Known(List.of(EVENT)), answer(fixture.monitoring.events(1, List.of(POINT))));
        assertEquals(List.of(List.of(POINT, Devices.point(1, 2))), fixture.driver.eventQuestions());
    }

    @Test
    public void events_noDriver_orNoSuchDevice_isNotConfigured() {
        assertEquals(ErrorCode.NOT_CONFIGURED, code(answer(fixture.monitoring.events(9, List.of()))));
        fixture.monitoring.unbindDriver(fixture.driver);
        assertEquals(ErrorCode.NOT_CONFIGURED, code(answer(fixture.monitoring.events(1, List.of()))));
    }

    @Test
    public void events_ofADeviceThatTakesItsTime_isGivenUpAtTheDeadline() {
        fixture.driver.delay(1, Duration.ofMinutes(2));
        CompletableFuture<EventsOutcome> asked =
                fixture.monitoring.events(1, List.of()).toCompletableFuture();
        fixture.scheduler.advance(PointRequests.DEADLINE);
        assertTrue("" + asked, asked.isDone());
    }

    @Test
    public void acknowledge_reachesTheDevice() {
        fixture.driver.events(1, EVENT);
        EventAcknowledgement acknowledgement = new EventAcknowledgement(POINT, CHANGE, "anna");
        assertEquals(new AcknowledgeOutcome.Taken(), answer(fixture.monitoring.acknowledge(acknowledgement)));
        assertEquals(List.of(acknowledgement), fixture.driver.acknowledged());
    }

    @Test
    public void announcedEvent_isNewsOnce_andOfNoStranger() {
        fixture.scheduler.runPending();
        fixture.driver.announceEvent(1);
        fixture.driver.announceEvent(1);
        fixture.driver.announceEvent(9);
        assertEquals(Set.of(1), fixture.monitoring.takeEventNews());
        assertEquals(Set.of(), fixture.monitoring.takeEventNews());
    }

    @Test
    public void events_ofSeveralNetworks_areAskedOfTheDriverThatReachesTheDevice() {
        FakeDriver plant = new FakeDriver(fixture.clock, fixture.scheduler);
        Device device = Devices.device(1, 2, SECOND);
        plant.reach(device.address().host());
        plant.events(1, EVENT);
        fixture.monitoring.bindDriver(plant, Map.of(PointDriver.NETWORK, "plant"));
        assertEquals(new EventsOutcome.Known(List.of(EVENT)), answer(fixture.monitoring.events(1, List.of())));
        assertEquals(List.of(), fixture.driver.eventQuestions());
        answer(fixture.monitoring.acknowledge(new EventAcknowledgement(POINT, CHANGE, "anna")));
        assertEquals(1, plant.acknowledged().size());
    }
}
