// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.constructed.StatusFlags;
import com.serotonin.bacnet4j.type.enumerated.BinaryPV;
import com.serotonin.bacnet4j.type.enumerated.EngineeringUnits;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.Boolean;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Null;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The simulator as a client on the network sees it: real UDP, from another address. */
public class SimulatedBuildingTest {
    private static final String FIRST = "127.0.61.1";
    private static final ObjectIdentifier ZONE_TEMPERATURE = new ObjectIdentifier(ObjectType.analogInput, 101);
    private static final ObjectIdentifier ZONE_SETPOINT = new ObjectIdentifier(ObjectType.analogValue, 101);
    private static final ObjectIdentifier ZONE_VALVE = new ObjectIdentifier(ObjectType.analogOutput, 101);

    private final ManualClock clock = new ManualClock();
    private SimulatedBuilding building;
    private BacnetClient client;

    @Before
    public void start() throws Exception {
        client = new BacnetClient("127.0.62.1");
        building = new SimulatedBuilding(Options.parse("--first-address", FIRST, "--port", "" + client.port()), clock);
    }

    @After
    public void stop() throws Exception {
        client.close();
        building.close();
    }

    @Test
    public void whoIs_unicast_isAnsweredByThatDeviceOnly() throws Exception {
        assertEquals(Set.of(1002), client.whoIs("127.0.61.2", 1));
    }

    @Test
    public void whoIs_broadcast_isAnsweredByAllFromTheirOwnAddresses() throws Exception {
        assertEquals(Set.of(1001, 1002, 1003, 1004), client.whoIsBroadcast(4));
        assertEquals("127.0.61.3", client.hostOf(1003));
    }

    @Test
    public void objectList_hasEveryPointAndTheDevice() throws BACnetException {
        SequenceOf<ObjectIdentifier> objects = client.read(FIRST, device(1001), PropertyIdentifier.objectList);
        assertEquals("30 points, the device and a notification class", 32, objects.size());
        assertTrue(objects.getValues().containsAll(List.of(device(1001), ZONE_TEMPERATURE, ZONE_SETPOINT, ZONE_VALVE)));
    }

    @Test
    public void readPropertyMultiple_everyPoint_hasValueNameAndFlags() throws BACnetException {
        for (int device = 1; device <= 4; device++) {
            String host = "127.0.61." + device;
            SequenceOf<ObjectIdentifier> objects =
                    client.read(host, device(1000 + device), PropertyIdentifier.objectList);
            for (int first = 1; first < 31; first += 10) {
                List<Encodable> values = client.readMultiple(
                        host,
                        objects.getValues().subList(first, first + 10),
                        PropertyIdentifier.presentValue,
                        PropertyIdentifier.statusFlags,
                        PropertyIdentifier.objectName,
                        PropertyIdentifier.description);
                assertEquals(40, values.size());
            }
        }
    }

    @Test
    public void analogInput_hasUnitAndTenths() throws BACnetException {
        assertEquals(EngineeringUnits.degreesCelsius, client.read(FIRST, ZONE_TEMPERATURE, PropertyIdentifier.units));
        String text = Float.toString(real(ZONE_TEMPERATURE));
        assertTrue(text, text.matches("\\d+\\.\\d"));
    }

    @Test
    public void multiState_hasStateTexts() throws BACnetException {
        SequenceOf<CharacterString> texts =
                client.read(FIRST, new ObjectIdentifier(ObjectType.multiStateValue, 1), PropertyIdentifier.stateText);
        assertEquals(
                List.of("Auto", "Occupied", "Unoccupied", "Off"),
                texts.getValues().stream().map(CharacterString::getValue).toList());
    }

    @Test
    public void setpoint_written_movesTheZone() throws BACnetException {
        float before = real(ZONE_TEMPERATURE);
        client.write(FIRST, ZONE_SETPOINT, new Real(25), 8);
        wallSeconds(15);
        assertTrue(real(ZONE_TEMPERATURE) + " after " + before, real(ZONE_TEMPERATURE) >= before + 0.5f);
        wallSeconds(180);
        assertEquals(25, real(ZONE_TEMPERATURE), 0.5);
    }

    @Test
    public void write_thenRelinquish_fallsBackToTheDefault() throws BACnetException {
        float initial = real(ZONE_SETPOINT);
        client.write(FIRST, ZONE_SETPOINT, new Real(23.5f), 8);
        client.write(FIRST, ZONE_SETPOINT, new Real(19), 12);
        assertEquals(23.5f, real(ZONE_SETPOINT), 0);
        client.write(FIRST, ZONE_SETPOINT, Null.instance, 8);
        assertEquals(19, real(ZONE_SETPOINT), 0);
        client.write(FIRST, ZONE_SETPOINT, Null.instance, 12);
        assertEquals(initial, real(ZONE_SETPOINT), 0);
    }

    @Test
    public void output_overriddenThenReleased_goesBackToItsProgram() throws BACnetException {
        client.write(FIRST, ZONE_VALVE, new Real(77), 8);
        wallSeconds(2);
        assertEquals(77, real(ZONE_VALVE), 0);
        client.write(FIRST, ZONE_SETPOINT, new Real(10), 8);
        client.write(FIRST, ZONE_VALVE, Null.instance, 8);
        wallSeconds(60);
        assertEquals(0, real(ZONE_VALVE), 0);
    }

    @Test
    public void fan_switchedOff_showsStopped() throws BACnetException {
        ObjectIdentifier status = new ObjectIdentifier(ObjectType.binaryInput, 1);
        assertEquals(BinaryPV.active, client.read(FIRST, status, PropertyIdentifier.presentValue));
        client.write(FIRST, new ObjectIdentifier(ObjectType.binaryOutput, 1), BinaryPV.inactive, 8);
        wallSeconds(1);
        assertEquals(BinaryPV.inactive, client.read(FIRST, status, PropertyIdentifier.presentValue));
    }

    @Test
    public void outOfService_keepsWhatWasWritten() throws BACnetException {
        client.writeProperty(FIRST, ZONE_TEMPERATURE, PropertyIdentifier.outOfService, Boolean.TRUE);
        client.write(FIRST, ZONE_TEMPERATURE, new Real(40), 0);
        wallSeconds(10);
        assertEquals(40, real(ZONE_TEMPERATURE), 0);
        StatusFlags flags = client.read(FIRST, ZONE_TEMPERATURE, PropertyIdentifier.statusFlags);
        assertTrue(flags.isOutOfService());
        client.writeProperty(FIRST, ZONE_TEMPERATURE, PropertyIdentifier.outOfService, Boolean.FALSE);
        wallSeconds(1);
        assertEquals(21, real(ZONE_TEMPERATURE), 3);
    }

    @Test
    public void cov_subscribed_notifiesTheMovingZone() throws Exception {
        client.subscribe(FIRST, ZONE_TEMPERATURE);
        int first = client.awaitNotifications(1);
        client.write(FIRST, ZONE_SETPOINT, new Real(26), 8);
        wallSeconds(30);
        assertTrue(client.awaitNotifications(first + 2) >= first + 2);
    }

    @Test
    public void multiState_valueBeyondItsStates_isRefused() {
        assertThrows(
                BACnetException.class,
                () -> client.write(
                        FIRST, new ObjectIdentifier(ObjectType.multiStateValue, 1), new UnsignedInteger(9), 8));
    }

    @Test
    public void notANumber_written_leavesTheBuildingAlive() throws BACnetException {
        client.write(FIRST, ZONE_SETPOINT, new Real(Float.NaN), 8);
        client.write(FIRST, ZONE_VALVE, new Real(Float.POSITIVE_INFINITY), 8);
        wallSeconds(5);
        assertEquals(21, real(ZONE_TEMPERATURE), 3);
    }

    @Test
    public void delay_asked_answersLate() throws Exception {
        Options options =
                Options.parse("--address-list", "127.0.61.9", "--port", "" + client.port(), "--delay-ms", "300");
        try (SimulatedBuilding slow = new SimulatedBuilding(options, clock)) {
            long start = System.nanoTime();
            client.read("127.0.61.9", ZONE_TEMPERATURE, PropertyIdentifier.presentValue);
            assertTrue(System.nanoTime() - start >= 300_000_000L);
            slow.tick();
        }
    }

    @Test
    public void start_addressTaken_saysWhich() throws Exception {
        Options options = Options.parse("--address-list", "127.0.61.9,127.0.61.4", "--port", "" + client.port());
        IOException refused = assertThrows(IOException.class, () -> new SimulatedBuilding(options, clock));
        assertTrue(refused.getMessage(), refused.getMessage().startsWith("cannot bind 127.0.61.4:" + client.port()));
        Options free = Options.parse("--address-list", "127.0.61.9", "--port", "" + client.port());
        new SimulatedBuilding(free, clock).close();
    }

    private void wallSeconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            building.tick();
        }
    }

    private float real(ObjectIdentifier object) throws BACnetException {
        Real value = client.read(FIRST, object, PropertyIdentifier.presentValue);
        return value.floatValue();
    }

    private static ObjectIdentifier device(int instance) {
        return new ObjectIdentifier(ObjectType.device, instance);
    }
}
