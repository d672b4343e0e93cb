// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

/**
 * A step that takes long shows in the name of its thread, where a thread dump, {@code top -H} and the torture test see
 * it.
 */
final class Step {
    static final String PACKING = "bms-ts-packing";
    static final String CHECKPOINT = "bms-ts-checkpt";

    private Step() {}

    /** @param name up to 15 characters, since Linux cuts the rest off */
    static void run(String name, Runnable work) {
        Thread thread = Thread.currentThread();
        String before = thread.getName();
        thread.setName(name);
        try {
            work.run();
        } finally {
            thread.setName(before);
        }
    }
}
