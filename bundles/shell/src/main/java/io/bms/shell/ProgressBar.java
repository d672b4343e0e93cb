// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import java.io.PrintStream;

/** A line that fills up. */
final class ProgressBar {
    private static final int WIDTH = 40;

    private final PrintStream out;
    private int shown = -1;

    ProgressBar(PrintStream out) {
        this.out = out;
    }

    /** @param part from 0 to 1 */
    void show(double part) {
        int percent = (int) Math.round(100 * Math.max(0, Math.min(1, part)));
        if (percent != shown) {
            shown = percent;
            int full = WIDTH * percent / 100;
            out.print("\r[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + percent + " %");
            out.flush();
        }
    }

    void end() {
        show(1);
        out.println();
    }
}
