// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.building;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class WeatherTest {
    private final Weather weather = new Weather(7);

    @Test
    public void temperature_afternoon_isWarmerThanNight() {
        assertTrue(weather.temperature(new Moment(15)) > weather.temperature(new Moment(3)) + 10);
    }

    @Test
    public void temperature_sameSeed_isTheSame() {
        assertEquals(weather.temperature(new Moment(9)), new Weather(7).temperature(new Moment(9)), 0);
        assertNotEquals(weather.temperature(new Moment(9)), new Weather(8).temperature(new Moment(9)), 1e-9);
    }

    @Test
    public void sun_atNight_doesNotShine() {
        assertEquals(0, weather.sun(new Moment(2)), 0);
        assertTrue(weather.sun(new Moment(12)) > 0.4);
    }

    @Test
    public void occupancy_followsTheWorkingDay() {
        assertTrue(Weather.occupancy(new Moment(3)) < 0.1);
        assertTrue(Weather.occupancy(new Moment(10)) > 0.9);
        assertTrue(Weather.occupancy(new Moment(12.5)) < Weather.occupancy(new Moment(11)));
    }
}
