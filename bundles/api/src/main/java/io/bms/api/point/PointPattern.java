// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names points: {@code 1001.analogValue.3}, with {@code *} for any part. */
public record PointPattern(String device, String type, String instance) {
    private static final Pattern FORM = Pattern.compile("(\\d+|\\*)\\.([A-Za-z0-9-]+|\\*)\\.(\\d+|\\*)");

    /**
     * Reads the form that {@link #toString()} writes.
     *
     * @throws IllegalArgumentException saying what it looks like
     */
    public static PointPattern parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no pattern; write device.type.instance with * for any, as in 1001.analogValue.*");
        }
        return new PointPattern(form.group(1), form.group(2), form.group(3));
    }

    public boolean matches(PointId point) {
        return is(device, "" + point.deviceId()) && is(type, point.objectType()) && is(instance, "" + point.instance());
    }

    private static boolean is(String pattern, String part) {
        return pattern.equals("*") || pattern.equals(part);
    }

    @Override
    public String toString() {
        return device + "." + type + "." + instance;
    }
}
