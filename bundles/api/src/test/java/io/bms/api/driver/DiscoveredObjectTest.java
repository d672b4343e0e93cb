// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import static org.junit.Assert.assertEquals;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.Test;

public class DiscoveredObjectTest {
    private static final DiscoveredObject FAN = object("binaryOutput", "Stopped", "Running");
    private static final DiscoveredObject MODE = object("multiStateValue", "Off", " ", "Day");

    @Test
    public void stateText_ofABinaryValue_isThatOfInactiveOrActive() {
        assertEquals(Optional.of("Stopped"), FAN.stateText(new PointValue.Bool(false)));
        assertEquals(Optional.of("Running"), FAN.stateText(new PointValue.Bool(true)));
        assertEquals(Optional.of("Running"), FAN.stateText(new PointValue.Double(1)));
        assertEquals(Optional.of("Stopped"), FAN.stateText(new PointValue.Integer(0)));
    }

    @Test
    public void stateText_ofAMultiStateValue_countsFromOne() {
        assertEquals(Optional.of("Off"), MODE.stateText(new PointValue.Integer(1)));
        assertEquals(Optional.of("Day"), MODE.stateText(new PointValue.Double(3)));
    }

    @Test
    public void stateText_ofWhatIsNoState_isNone() {
        for (PointValue value : List.of(
                PointValue.NULL,
                new PointValue.Integer(0),
                new PointValue.Integer(2),
                new PointValue.Integer(4),
                new PointValue.Integer(Long.MAX_VALUE),
                new PointValue.Double(1.5),
                new PointValue.Real(Float.NaN),
                new PointValue.Text("Off"))) {
            assertEquals(value.toString(), Optional.empty(), MODE.stateText(value));
        }
        assertEquals(Optional.empty(), FAN.stateText(new PointValue.Double(0.25)));
        assertEquals(Optional.empty(), object("analogValue").stateText(new PointValue.Real(1)));
    }

    private static DiscoveredObject object(String type, String... stateText) {
        return new DiscoveredObject(
                new PointId(7, type, 1),
                "name",
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(stateText),
                OptionalDouble.empty(),
                PointValue.NULL);
    }
}
