// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import java.time.Duration;

/**
 * How long a silent device is left alone: some quick retries, then probes 10 s apart, doubling up to 5 min.
 *
 * <p>Thread: bms-monitoring-lanes.
 */
final class ProbeSchedule {
    static final Duration FIRST_PROBE = Duration.ofSeconds(10);
    static final Duration LAST_PROBE = Duration.ofMinutes(5);

    private final int retryAttempts;
    private final Duration retryDelay;
    private int failures;
    private int step;

    ProbeSchedule(int retryAttempts, Duration retryDelay) {
        this.retryAttempts = retryAttempts;
        this.retryDelay = retryDelay;
    }

    /** One more failure; returns how long to wait before the next attempt. */
    Duration failed() {
        failures++;
        step++;
        if (step <= retryAttempts) {
            return retryDelay;
        }
        int doublings = Math.min(step - retryAttempts - 1, 10);
        Duration probe = FIRST_PROBE.multipliedBy(1L << doublings);
        return probe.compareTo(LAST_PROBE) < 0 ? probe : LAST_PROBE;
    }

    /** The retries are used up: ask for one point only. */
    boolean isProbing() {
        return failures > retryAttempts;
    }

    int failures() {
        return failures;
    }

    /** The device may answer soon: it is tried in quick succession again. */
    void hurry() {
        step = 0;
    }

    void reset() {
        failures = 0;
        step = 0;
    }
}
