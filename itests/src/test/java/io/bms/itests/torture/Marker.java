// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

/**
 * A place in the gateway's code at which a test ends the process: before a method begins.
 *
 * @param type the class, as Java names it at run time
 * @param thread how the name of the thread begins
 * @param hit which time it is
 */
record Marker(String type, String method, String thread, int hit) {
    /** As in {@code io.bms.updater.HotRun#begin bms-updater 1}. */
    static Marker of(String text) {
        String[] parts = text.split("[# ]");
        return new Marker(parts[0], parts[1], parts[2], Integer.parseInt(parts[3]));
    }

    @Override
    public String toString() {
        return type.replaceFirst(".*[.]", "") + "#" + method + " of " + thread + ", time " + hit;
    }
}
