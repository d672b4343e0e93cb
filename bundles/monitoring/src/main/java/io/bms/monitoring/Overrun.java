// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the reads that a lane had to skip because its device was slower than its interval, and says so once.
 *
 * <p>Thread: bms-monitoring-lanes.
 */
final class Overrun {
    private static final Logger LOG = LoggerFactory.getLogger(Overrun.class);

    private final int deviceId;
    private int skipped;
    private boolean said;

    Overrun(int deviceId) {
        this.deviceId = deviceId;
    }

    void skip() {
        skipped++;
    }

    /** The device has answered: what was skipped meanwhile was its slowness. */
    void answered(Duration interval) {
        if (skipped > 0 && !said) {
            said = true;
            LOG.warn(
                    "device {} cannot be read every {} s: {} reads were skipped; raise its interval",
                    deviceId,
                    interval.toSeconds(),
                    skipped);
        } else if (skipped > 0) {
            LOG.debug("device {}: {} more reads were skipped", deviceId, skipped);
        }
    }

    /** A read begins: what was skipped before it had other reasons. */
    void clear() {
        skipped = 0;
    }
}
