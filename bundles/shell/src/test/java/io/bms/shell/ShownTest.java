// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

public class ShownTest {
    private static final int SEEDS = 2_000;

    @Test
    public void line_whatPeopleWrite_staysAsItIs() {
        String text = "Zuluft 21,5 °C – \"Büro\" 室温 🔥 é";
        assertEquals(text, Shown.line(text));
    }

    @Test
    public void line_whatActsOnATerminalOrHides_isReplaced() {
        assertEquals("a\ufffd[31mb", Shown.line("a\u001b[31mb"));
        assertEquals("a\ufffdb", Shown.line("a\u009bb"));
        assertEquals("a\ufffdb", Shown.line("a\u202eb"));
        assertEquals("a\ufffd\ufffdb", Shown.line("a\r\nb"));
        assertEquals("a\ufffd", Shown.line("a\ud800"));
        assertEquals("a\ufffd", Shown.line("a\u2028"));
        assertEquals("a\nb", Shown.text("a\nb"));
    }

    @Test
    public void line_anyCharacters_nothingDangerousIsLeft() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                text.append((char) (random.nextBoolean() ? random.nextInt(0x100) : random.nextInt(0x10000)));
            }
            String line = Shown.line(text.toString(), 30);
            assertTrue("seed " + seed, line.length() <= 30);
            assertFalse(
                    "seed " + seed,
                    line.codePoints()
                            .anyMatch(point -> Character.isISOControl(point)
                                    || Character.getType(point) == Character.FORMAT
                                    || Character.getType(point) == Character.LINE_SEPARATOR));
        }
    }

    @Test
    public void fit_takesFromTheWidestColumns() {
        int[] widths = {20, 688, 30};
        Table.fit(widths, 100);
        assertEquals(100, Arrays.stream(widths).sum());
        assertArrayEquals(new int[] {20, 50, 30}, widths);
        int[] narrow = {10, 300, 12};
        Table.fit(narrow, 20);
        assertArrayEquals(new int[] {10, 20, 12}, narrow);
    }
}
