// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.Objects;

/**
 * A point of the site with what the monitoring rules make of it.
 *
 * @param object what the device said of it when last discovered
 * @param enabled it is read
 * @param interval how often
 * @param deadband a smaller move is not sent on the point's own topic, in the point's unit
 * @param readMode how
 */
public record Point(DiscoveredObject object, boolean enabled, Duration interval, double deadband, ReadMode readMode) {
    public Point {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(readMode, "readMode");
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval " + interval + " is not positive");
        }
        if (!(deadband >= 0)) {
            throw new IllegalArgumentException("deadband " + deadband + " is negative");
        }
    }

    public PointId id() {
        return object.pointId();
    }
}
