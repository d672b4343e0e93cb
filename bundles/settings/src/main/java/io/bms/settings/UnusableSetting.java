// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

/**
 * A value of a cfg file that cannot be used: its key, the value, and what to write instead. {@link SettingsKeeper} adds
 * the file. Thread: any.
 */
public final class UnusableSetting extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String remedy;

    /** @param remedy begins with a verb, as in {@code use 1 to 16}, or names the part of the value that is wrong */
    public UnusableSetting(String key, Object value, String remedy) {
        super(key + " = " + value + " is not allowed; " + remedy);
        this.key = key;
        this.remedy = remedy;
    }

    /**
     * @return the value
     * @throws UnusableSetting unless the value is from {@code low} to {@code high}, both included
     */
    public static int unlessWithin(String key, int value, int low, int high) {
        return (int) unlessWithin(key, (long) value, low, high);
    }

    /** As {@link #unlessWithin(String, int, int, int)}. */
    public static long unlessWithin(String key, long value, long low, long high) {
        if (value < low || value > high) {
            throw new UnusableSetting(key, value, "use " + low + " to " + high);
        }
        return value;
    }

    /** What is to be said where the key and the value stand already. */
    static String said(String key, RuntimeException fault) {
        return fault instanceof UnusableSetting unusable && unusable.key.equals(key)
                ? unusable.remedy
                : String.valueOf(fault.getMessage());
    }
}
