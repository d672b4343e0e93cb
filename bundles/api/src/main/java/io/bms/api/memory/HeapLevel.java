// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.memory;

/**
 * How short the heap is. Each level gives up what it names and all that those before it name; what can be asked for
 * again goes first. No level gives up a sample that was read or a command that was accepted (docs/limits.md, "When the
 * heap is short").
 */
public enum HeapLevel {
    /** Nothing is given up. */
    ENOUGH,
    /**
     * History, exports, searches for devices and reads of whole objects are refused; what waits for MQTT goes to the
     * disk.
     */
    SHORT,
    /** Commands that only read are refused, and slow or absent subscribers and new things to keep at the broker. */
    SCARCE,
    /** Every command that comes by MQTT or REST is refused. */
    CRITICAL;

    /** Whether what {@code other} gives up is given up. */
    public boolean isAtLeast(HeapLevel other) {
        return compareTo(other) >= 0;
    }
}
