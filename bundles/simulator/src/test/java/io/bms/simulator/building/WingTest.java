// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.Test;

public class WingTest {
    private static final double MINUTE = 1.0 / 60;

    private final Wing wing = new Wing(1, new Weather(1));
    private final Zone zone = wing.airHandler().addZone();
    private final Zone room = wing.addRoom();
    private double hours = SimulatedTime.START_HOUR;

    @Test
    public void zone_setpointRaised_warmsTowardsIt() {
        advanceHours(2);
        double before = zone.temperature();
        zone.setpoint().set(24);
        advanceHours(15 * MINUTE);
        assertTrue("after 15 minutes " + zone.temperature(), zone.temperature() > before + 0.5);
        advanceHours(3);
        assertEquals(24, zone.temperature(), 0.4);
    }

    @Test
    public void zone_setpointLowered_coolsTowardsIt() {
        advanceHours(2);
        double before = zone.temperature();
        zone.setpoint().set(19.5);
        advanceHours(15 * MINUTE);
        assertTrue("after 15 minutes " + zone.temperature(), zone.temperature() < before - 0.4);
    }

    @Test
    public void room_setpointChanged_followsBothWays() {
        room.setpoint().set(24);
        advanceHours(4);
        assertEquals(24, room.temperature(), 0.5);
        room.setpoint().set(20);
        advanceHours(4);
        assertEquals(20, room.temperature(), 0.5);
    }

    @Test
    public void day_untouched_staysComfortableAndStable() {
        for (int hour = 0; hour < 48; hour++) {
            advanceHours(1);
            assertEquals("zone at hour " + hours, 21, zone.temperature(), 2);
            assertEquals("room at hour " + hours, 21, room.temperature(), 1.5);
            assertEquals("hot water at hour " + hours, 65, wing.boiler().supplyTemperature(), 6);
            assertEquals("chilled water at hour " + hours, 7, wing.chiller().supplyTemperature(), 3);
            assertTrue("CO2 at hour " + hours, zone.co2() > 400 && zone.co2() < 1500);
        }
    }

    @Test
    public void sensors_overHalfAnHour_areNotStill() {
        Set<Long> tenths = new HashSet<>();
        for (int minute = 0; minute < 30; minute++) {
            advanceHours(MINUTE);
            tenths.add(Math.round(10 * zone.temperature()));
        }
        assertTrue("zone showed " + tenths, tenths.size() >= 3);
    }

    @Test
    public void supplyAir_setpointChanged_isHeldByCoilsAndDamper() {
        wing.airHandler().supplySetpoint().set(22);
        advanceHours(1);
        assertEquals(22, wing.airHandler().supplyTemperature(), 0.5);
        wing.airHandler().supplySetpoint().set(16);
        advanceHours(1);
        assertEquals(16, wing.airHandler().supplyTemperature(), 0.5);
    }

    @Test
    public void valve_overriddenThenReleased_letsTheLoopBackIn() {
        advanceHours(1);
        room.setpoint().set(15);
        room.heatingValve().override(100);
        room.coolingValve().override(0);
        advanceHours(1);
        assertTrue("heated to " + room.temperature(), room.temperature() > 23);
        room.heatingValve().release();
        room.coolingValve().release();
        advanceHours(1);
        assertEquals(0, room.heatingValve().value(), 0);
        assertTrue("cooled to " + room.temperature(), room.temperature() < 23);
    }

    @Test
    public void boiler_switchedOff_leavesZonesCold() {
        zone.setpoint().set(25);
        wing.boiler().enable().override(0);
        advanceHours(6);
        assertTrue("zone is " + zone.temperature(), zone.temperature() < 24);
        assertTrue(
                "water is " + wing.boiler().supplyTemperature(), wing.boiler().supplyTemperature() < 35);
    }

    @Test
    public void fan_switchedOff_stopsAirAndState() {
        wing.airHandler().fanCommand().override(0);
        advanceHours(10 * MINUTE);
        assertEquals(0, wing.airHandler().fanRunning(), 0);
        assertEquals(0, wing.airHandler().ductPressure(), 0);
        assertEquals(1, wing.airHandler().state(), 0);
    }

    @Test
    public void meter_overADay_onlyCountsUp() {
        Meter meter = wing.metering().addElectricity();
        double last = meter.total();
        for (int hour = 0; hour < 24; hour++) {
            advanceHours(1);
            assertTrue("total at hour " + hours, meter.total() > last);
            last = meter.total();
        }
    }

    @Test
    public void demandLimit_set_shedsLoad() {
        Meter meter = wing.metering().addElectricity();
        advanceHours(4);
        double before = meter.rate();
        wing.metering().demandLimit().set(10);
        advanceHours(5 * MINUTE);
        assertEquals(3, wing.metering().demandState(), 0);
        assertTrue(meter.rate() + " after " + before, meter.rate() < 0.9 * before);
    }

    @Test
    public void sameSeed_differentSteps_sameDay() {
        Wing other = new Wing(1, new Weather(1));
        Zone otherZone = other.airHandler().addZone();
        other.addRoom();
        advanceHours(3);
        for (int second = 0; second <= 3 * 3600; second += 7) {
            other.advanceTo(new Moment(SimulatedTime.START_HOUR + second / 3600.0));
        }
        other.advanceTo(new Moment(hours));
        assertEquals(zone.temperature(), otherZone.temperature(), 0);
        assertEquals(wing.boiler().supplyTemperature(), other.boiler().supplyTemperature(), 0);
    }

    private void advanceHours(double more) {
        hours += more;
        wing.advanceTo(new Moment(hours));
    }
}
