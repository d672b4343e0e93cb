// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.Col;
import org.apache.karaf.shell.support.table.ShellTable;

/** The table in which every list is shown: its cells are clean, on one line, and together as wide as the terminal. */
final class Table {
    /** The most characters of a cell where nobody says how wide the terminal is, as in a pipe. */
    private static final int LONGEST_CELL = 80;
    /** No cell is made shorter than this. */
    private static final int SHORTEST_CELL = 20;
    /** The width of what stands between two cells. */
    private static final int SEPARATOR = 3;

    private final ShellTable table = new ShellTable();
    private final List<String> heads = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private boolean whole;

    Table ifEmpty(String sentence) {
        table.emptyTableText(sentence);
        return this;
    }

    Table noHeads() {
        table.noHeaders();
        return this;
    }

    /** Its cells are sentences, of which nothing is cut off. */
    Table whole() {
        whole = true;
        return this;
    }

    Col column(String head) {
        heads.add(head);
        return table.column(head);
    }

    void row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).map(Shown::line).toList());
    }

    void print(Session session) {
        int width = session.getTerminal() == null ? 0 : session.getTerminal().getWidth();
        int[] most = widths();
        if (whole) {
            Arrays.fill(most, Integer.MAX_VALUE);
        } else if (width > 0) {
            fit(most, width - SEPARATOR * (most.length - 1));
        } else {
            Arrays.setAll(most, i -> Math.min(most[i], LONGEST_CELL));
        }
        for (List<String> row : rows) {
            Object[] cells = new Object[row.size()];
            Arrays.setAll(cells, i -> Shown.line(row.get(i), most[i]));
            table.addRow().addContent(cells);
        }
        table.print(session.getConsole());
    }

    private int[] widths() {
        int[] widths = heads.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    /** Takes from the widest column, again and again. */
    static void fit(int[] widths, int available) {
        int over = Arrays.stream(widths).sum() - available;
        while (over > 0) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= SHORTEST_CELL) {
                return;
            }
            widths[widest]--;
            over--;
        }
    }
}
