// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.Test;

public class CommandListTest {
    private static final SortedMap<String, String> COMMANDS = new TreeMap<>(Map.of(
            "bms:config-rollback",
            "Makes an earlier configuration the one in force again: devices, points, rules, flow, whether monitoring is on,"
                    + " and the ids of this gateway, with which its topics move.",
            "bms:status",
            "Shows how the gateway is.",
            "package:a-name-that-is-longer-than-any-column",
            "Says little.",
            "shell:nothing",
            ""));

    @Test
    public void lines_atEveryWidth_haveEachWordWholeAndNoLineTooLong() {
        for (int width = 60; width <= 160; width++) {
            List<String> lines = CommandList.lines(COMMANDS, width);
            int most = width - 1;
            assertTrue("at " + width, lines.stream().allMatch(line -> line.length() <= most));
            StringBuilder all = new StringBuilder();
            COMMANDS.forEach(
                    (name, text) -> all.append(name).append(' ').append(text).append(' '));
            assertEquals(
                    "at " + width,
                    List.of(all.toString().strip().split("\\s+")),
                    List.of(String.join(" ", lines).strip().split("\\s+")));
        }
    }

    @Test
    public void lines_shortCommands_standInTwoColumns() {
        assertEquals(
                List.of("  bms:a    One.", "  bms:bcd  Two."),
                CommandList.lines(new TreeMap<>(Map.of("bms:a", "One.", "bms:bcd", "Two.")), 80));
    }
}
