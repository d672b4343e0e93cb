// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.point.PointId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The running gateway, as far as updates change and measure it. Thread: bms-updater. */
interface Framework {
    /** The version of our features that runs as a whole; empty: only parts of them were asked for. */
    Optional<String> version();

    /** The symbolic names of the bundles that restart when these do, themselves included. */
    Set<String> closure(Set<String> symbolicNames);

    /** Whether something outside of the framework can watch. */
    boolean watched();

    /**
     * The process ends and starts anew unless what is returned is closed within a time. What is installed from now on
     * is installed again at the next start.
     *
     * @throws java.io.UncheckedIOException that cannot be recorded, so nothing may be changed
     */
    AutoCloseable watch(Duration time);

    /** @throws FeatureSwap.Failed the bundles of that version do not fit what is here */
    void rehearse(String version) throws FeatureSwap.Failed;

    /** The version was only looked at. */
    void forget(String version) throws FeatureSwap.Failed;

    /** @throws FeatureSwap.Failed not all of it was done */
    void swap(String from, String to) throws FeatureSwap.Failed;

    /**
     * The same in the other direction, whatever has become of what is left.
     *
     * @throws FeatureSwap.Failed not all of it was done
     */
    void swapBack(String from, String to) throws FeatureSwap.Failed;

    /** Frees what nobody uses any more, so that the memory of what was taken back is not measured. */
    void collect();

    Measured measure();

    /** The points that are read often enough to be good again within this time. */
    Set<PointId> readWithin(Duration time);

    boolean historyWrittenSince(Instant then, Set<PointId> points);
}
