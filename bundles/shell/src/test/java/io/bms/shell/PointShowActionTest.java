// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.point.PointValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

public class PointShowActionTest {
    @Test
    public void shown_priorities_onlyThoseThatAreTaken() {
        List<PointValue> slots = new ArrayList<>(Collections.nCopies(16, PointValue.NULL));
        assertEquals("all free", PointShowAction.shown(new Property("priorityArray", slots, true)));
        slots.set(7, new PointValue.Real(22.5f));
        slots.set(15, new PointValue.Real(20));
        assertEquals("8: 22.5, 16: 20", PointShowAction.shown(new Property("priorityArray", slots, true)));
    }

    @Test
    public void shown_others_asTheyAre() {
        assertEquals(
                "off, on",
                PointShowAction.shown(new Property(
                        "stateText", List.of(new PointValue.Text("off"), new PointValue.Text("on")), true)));
        assertEquals(
                "true", PointShowAction.shown(new Property("outOfService", List.of(new PointValue.Bool(true)), false)));
    }
}
