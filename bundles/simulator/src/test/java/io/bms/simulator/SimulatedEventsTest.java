// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.exception.ErrorAPDUException;
import com.serotonin.bacnet4j.service.acknowledgement.GetEventInformationAck;
import com.serotonin.bacnet4j.service.acknowledgement.GetEventInformationAck.EventSummary;
import com.serotonin.bacnet4j.service.confirmed.AcknowledgeAlarmRequest;
import com.serotonin.bacnet4j.service.confirmed.AddListElementRequest;
import com.serotonin.bacnet4j.service.confirmed.GetEventInformationRequest;
import com.serotonin.bacnet4j.service.confirmed.RemoveListElementRequest;
import com.serotonin.bacnet4j.type.constructed.Destination;
import com.serotonin.bacnet4j.type.constructed.EventTransitionBits;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.constructed.TimeStamp;
import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import com.serotonin.bacnet4j.type.enumerated.EventState;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.Boolean;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.testkit.Await;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Faults of the simulated building, as a client on the network hears of them. */
public class SimulatedEventsTest {
    private static final String OWN = "127.0.64.1";
    private static final String PLANT = "127.0.63.3";
    private static final String AIR_HANDLER = "127.0.63.1";
    private static final ObjectIdentifier PRESSURE = new ObjectIdentifier(ObjectType.analogInput, 4);
    private static final ObjectIdentifier CO2 = new ObjectIdentifier(ObjectType.analogInput, 7);
    private static final ObjectIdentifier URGENT = new ObjectIdentifier(ObjectType.notificationClass, 1);
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private final ManualClock clock = new ManualClock();
    private SimulatedBuilding building;
    private BacnetClient client;

    @Before
    public void start() throws Exception {
        client = new BacnetClient(OWN);
        start(60);
    }

    private void start(int firstFaultAfter) throws Exception {
        String port = "" + client.port();
        building = new SimulatedBuilding(
                Options.parse("--first-address", "127.0.63.1", "--port", port, "--faults", "" + firstFaultAfter),
                clock);
    }

    @After
    public void stop() throws Exception {
        client.close();
        building.close();
    }

    private void advance(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
        building.tick();
    }

    private List<EventSummary> events(String host) {
        try {
            GetEventInformationAck ack = client.ask(host, new GetEventInformationRequest(null));
            return ack.getListOfEventSummaries().getValues();
        } catch (BACnetException e) {
            throw new AssertionError(e);
        }
    }

    /** The stack changes an object's state a moment before the stamp that tells when. */
    private EventSummary pressureLost() {
        advance(60);
        return plantEvent(event -> !event.getEventTimeStamps().getBase1(1).equals(TimeStamp.UNSPECIFIED_DATETIME));
    }

    /** The plant's first event, once it is so. */
    private EventSummary plantEvent(Predicate<EventSummary> so) {
        AtomicReference<EventSummary> found = new AtomicReference<>();
        Await.until(
                () -> {
                    events(PLANT).stream().filter(so).findFirst().ifPresent(found::set);
                    return found.get() != null;
                },
                DEADLINE,
                "no such event");
        return found.get();
    }

    private void acknowledge(EventSummary event, TimeStamp stamp) throws BACnetException {
        client.ask(
                PLANT,
                new AcknowledgeAlarmRequest(
                        new UnsignedInteger(1),
                        event.getObjectIdentifier(),
                        event.getEventState(),
                        stamp,
                        new CharacterString("anna"),
                        TimeStamp.UNSPECIFIED_SEQUENCE));
    }

    @Test
    public void events_beforeTheFirstFault_areNone() {
        advance(50);
        assertEquals(List.of(), events(PLANT));
        assertEquals(List.of(), events(AIR_HANDLER));
    }

    @Test
    public void events_faultFromTheBeginning_isAnEventToo() throws Exception {
        building.close();
        start(0);
        building.tick();
        assertEquals(PRESSURE, plantEvent(event -> true).getObjectIdentifier());
    }

    @Test
    public void events_pressureLost_isBelowItsLimitAndWaitsForAnAcknowledgement() {
        EventSummary event = pressureLost();
        assertEquals(PRESSURE, event.getObjectIdentifier());
        assertEquals(EventState.lowLimit, event.getEventState());
        assertFalse(event.getAcknowledgedTransitions().isToOffnormal());
        assertEquals(90, event.getEventPriorities().getBase1(1).intValue());
    }

    @Test
    public void acknowledge_withItsStamp_isTaken_andWithAnother_isRefused() throws Exception {
        EventSummary event = pressureLost();
        ErrorAPDUException refused =
                assertThrows(ErrorAPDUException.class, () -> acknowledge(event, TimeStamp.UNSPECIFIED_DATETIME));
        assertEquals(ErrorCode.invalidTimeStamp, refused.getError().getErrorCode());
        acknowledge(event, event.getEventTimeStamps().getBase1(1));
        assertTrue(events(PLANT).get(0).getAcknowledgedTransitions().isToOffnormal());
    }

    @Test
    public void events_sensorBroken_isAFaultUntilItIsMended() {
        advance(121);
        assertEquals(CO2, events(AIR_HANDLER).get(0).getObjectIdentifier());
        assertEquals(EventState.fault, events(AIR_HANDLER).get(0).getEventState());
        advance(120);
        assertEquals(List.of(), events(AIR_HANDLER));
    }

    @Test
    public void recipient_addedToItsClass_isNotified_andAfterItsRemovalNot() throws Exception {
        client.introduce(PLANT);
        SequenceOf<Destination> own = new SequenceOf<>(new Destination(
                client.recipient(OWN),
                new UnsignedInteger(7),
                Boolean.TRUE,
                new EventTransitionBits(true, true, true)));
        client.ask(PLANT, new AddListElementRequest(URGENT, PropertyIdentifier.recipientList, null, own));
        advance(60);
        assertEquals(List.of(EventState.lowLimit), client.awaitEvents(1));
        client.ask(PLANT, new RemoveListElementRequest(URGENT, PropertyIdentifier.recipientList, null, own));
        advance(150);
        plantEvent(event -> event.getEventState().equals(EventState.normal));
        assertEquals(List.of(EventState.lowLimit), client.awaitEvents(1));
        SequenceOf<Destination> list = client.read(PLANT, URGENT, PropertyIdentifier.recipientList);
        assertEquals(0, list.size());
    }
}
