// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Whether reports cost a point less than reads, by bytes on the wire as measured: 26 for a point's share of
 * a read of 50, 69 for a report, 130 for a subscription and its answer, renewed every five minutes.
 * Thread: bms-monitoring-lanes.
 */
final class CovWorth {
    private static final double POLL_BYTES = 26.5;
    private static final double REPORT_BYTES = 69;
    static final double RENEWAL_BYTES = 130;
    static final double RENEWAL_SECONDS = 300;
    /** The number of reads of a point before the rate of its changes is believed. */
    private static final int POLLS = 20;
    /** A point that is reported goes back to reads only when they cost clearly less. */
    private static final double HYSTERESIS = 2;
    /** Whoever has a point read more often than that wants its course, and not only its changes. */
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    /** The time for which a point is not subscribed again after its device refused it. */
    private static final Duration REFUSED = Duration.ofHours(1);

    private int polls;
    private int changes;
    private int reports;
    private long reportedSince;
    private double reportsPerSecond;
    private OptionalLong refusedAt = OptionalLong.empty();

    /**
     * The point was read.
     *
     * @param isReported it is subscribed; this was the safety poll
     * @param changed its value is another than at the read before
     * @param nanos when, by the lanes' clock
     */
    void polled(boolean isReported, boolean changed, long nanos) {
        if (isReported) {
            double seconds = (nanos - reportedSince) / 1e9;
            reportsPerSecond = reportedSince == 0 || seconds <= 0 ? 0 : reports / seconds;
            reports = 0;
            reportedSince = nanos;
            return;
        }
        if (reportedSince != 0) {
            reportedSince = 0;
            reportsPerSecond = 0;
            polls = 0;
            changes = 0;
        }
        if (++polls > 2 * POLLS) {
            polls /= 2;
            changes /= 2;
        }
        changes += changed ? 1 : 0;
    }

    void reported() {
        reports++;
    }

    /** The device does not report it: for cost's sake it is not asked again for a while. */
    void refused(long nanos) {
        refusedAt = OptionalLong.of(nanos);
    }

    boolean isRefused(long nanos) {
        return refusedAt.isPresent() && nanos - refusedAt.getAsLong() < REFUSED.toNanos();
    }

    /** @param isReported it is reported now */
    boolean pays(boolean isReported, Duration interval, Duration safety, long nanos) {
        if (isRefused(nanos) || polls < POLLS || interval.compareTo(SHORTEST) < 0) {
            return false;
        }
        double seconds = interval.toMillis() / 1e3;
        double perPoll =
                isReported && reportsPerSecond > 0 ? reportsPerSecond * seconds / HYSTERESIS : (double) changes / polls;
        double cost = perPoll * REPORT_BYTES
                + RENEWAL_BYTES * seconds / RENEWAL_SECONDS
                + POLL_BYTES * Math.min(1, interval.toMillis() / (double) safety.toMillis());
        return cost < POLL_BYTES;
    }
}
