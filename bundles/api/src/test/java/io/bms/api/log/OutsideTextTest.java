// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.log;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.Random;
import org.junit.Test;

public final class OutsideTextTest {
    @Test
    public void of_whatActsOnALogOrATerminal_isReplaced() {
        assertEquals("x?2026-01-01 INFO all is well", OutsideText.of("x\n2026-01-01 INFO all is well"));
        assertEquals("?[2J?[1;1H", OutsideText.of("\u001b[2J\u009b[1;1H"));
        assertEquals("a?b?c?d?e", OutsideText.of("a\u2028b\u202ec\u0000d\ud800e"));
        assertEquals("Zähler & Pumpe 1", OutsideText.of("Zähler & Pumpe 1"));
    }

    @Test
    public void of_long_isCutBetweenCharacters() {
        assertEquals("x".repeat(64) + "…", OutsideText.of("x".repeat(60_000)));
        assertEquals("𝄞".repeat(64) + "…", OutsideText.of("𝄞".repeat(65)));
        assertEquals("x".repeat(64), OutsideText.of("x".repeat(64)));
    }

    @Test
    public void of_anyText_isShortAndOneLine() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(200), 0, 0x3000).forEach(c -> text.append((char) c));
            String shown = OutsideText.of(text.toString());
            assertTrue(shown.codePointCount(0, shown.length()) <= OutsideText.LONGEST + 1);
            assertFalse(shown.chars().anyMatch(Character::isISOControl));
        }
    }
}
