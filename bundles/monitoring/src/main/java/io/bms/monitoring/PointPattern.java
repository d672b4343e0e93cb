// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.point.PointId;
import io.bms.settings.UnusableSetting;
import java.util.regex.Pattern;

/** Names points in a configuration: {@code 1001.analogValue.3}, with {@code *} for any part. */
record PointPattern(String device, String type, String instance) {
    private static final Pattern FORM = Pattern.compile("(\\d+|\\*)\\.([A-Za-z0-9-]+|\\*)\\.(\\d+|\\*)");

    /** @throws UnusableSetting saying what it looks like */
    static PointPattern parse(String key, String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new UnusableSetting(
                    key,
                    text,
                    "'" + text
                            + "' is no pattern; write device.type.instance with * for any, as in 1001.analogValue.*");
        }
        return new PointPattern(form.group(1), form.group(2), form.group(3));
    }

    boolean matches(PointId point) {
        return is(device, "" + point.deviceId()) && is(type, point.objectType()) && is(instance, "" + point.instance());
    }

    private static boolean is(String pattern, String part) {
        return pattern.equals("*") || pattern.equals(part);
    }
}
