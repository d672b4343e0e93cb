// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.Test;

public class PointIdTest {
    private static final PointId POINT = new PointId(1001, "analogInput", 3);

    @Test
    public void equals_eachPart_counts() {
        assertEquals(new PointId(1001, new String("analogInput"), 3), POINT);
        assertEquals(new PointId(1001, new String("analogInput"), 3).hashCode(), POINT.hashCode());
        assertNotEquals(new PointId(1002, "analogInput", 3), POINT);
        assertNotEquals(new PointId(1001, "analogOutput", 3), POINT);
        assertNotEquals(new PointId(1001, "analogInput", 4), POINT);
        assertNotEquals("1001.analogInput.3", POINT);
    }

    @Test
    public void hashCode_ofALargeSite_isSeldomThatOfAnother() {
        Set<Integer> codes = new HashSet<>();
        for (int device = 1001; device <= 1100; device++) {
            for (int instance = 1; instance <= 100; instance++) {
                codes.add(new PointId(device, instance % 2 == 0 ? "analogInput" : "binaryValue", instance).hashCode());
            }
        }
        assertTrue("different codes of 10,000 points: " + codes.size(), codes.size() > 5_000);
    }
}
