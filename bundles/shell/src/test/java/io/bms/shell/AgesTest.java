// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import org.junit.Test;

public class AgesTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    public void of_eachSize_hasItsUnit() {
        assertEquals("0 s", Ages.of(THEN, THEN.minusSeconds(5)));
        assertEquals("59 s", Ages.of(THEN, THEN.plusSeconds(59)));
        assertEquals("1 min", Ages.of(THEN, THEN.plusSeconds(60)));
        assertEquals("1 h", Ages.of(THEN, THEN.plusSeconds(3_600)));
        assertEquals("2 d", Ages.of(THEN, THEN.plusSeconds(2 * 86_400)));
    }
}
