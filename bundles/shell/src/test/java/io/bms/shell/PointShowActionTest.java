// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.Test;

public class PointShowActionTest {
    private static final DiscoveredObject FAN = new DiscoveredObject(
            new PointId(1, "binaryOutput", 1),
            "Fan",
            Optional.empty(),
            Optional.empty(),
            true,
            List.of("Stopped", "Running"),
            OptionalDouble.empty(),
            PointValue.NULL);

    @Test
    public void shown_priorities_onlyThoseThatAreTaken() {
        List<PointValue> slots = new ArrayList<>(Collections.nCopies(16, PointValue.NULL));
        assertEquals("all free", PointShowAction.shown(new Property("priorityArray", slots, true), FAN));
        slots.set(7, new PointValue.Real(22.5f));
        slots.set(15, new PointValue.Real(20));
        assertEquals("8: 22.5, 16: 20", PointShowAction.shown(new Property("priorityArray", slots, true), FAN));
    }

    @Test
    public void shown_others_asTheyAre() {
        assertEquals(
                "off, on",
                PointShowAction.shown(
                        new Property("stateText", List.of(new PointValue.Text("off"), new PointValue.Text("on")), true),
                        FAN));
        assertEquals(
                "true",
                PointShowAction.shown(new Property("outOfService", List.of(new PointValue.Bool(true)), false), FAN));
    }

    @Test
    public void shown_states_withTheirTexts() {
        assertEquals(
                "active (Running)",
                PointShowAction.shown(new Property("presentValue", List.of(new PointValue.Bool(true)), false), FAN));
        List<PointValue> slots = new ArrayList<>(Collections.nCopies(16, PointValue.NULL));
        slots.set(7, new PointValue.Bool(false));
        assertEquals("8: inactive (Stopped)", PointShowAction.shown(new Property("priorityArray", slots, true), FAN));
    }
}
