// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.site.SiteStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * What the alarms are given.
 *
 * @param setAside damaged files of an earlier store
 * @param nanos as {@link System#nanoTime()}, for delays
 * @param end closes the store
 */
record AlarmParts(
        AlarmStore store, List<Path> setAside, SiteStore sites, Clock clock, LongSupplier nanos, Runnable end) {
    AlarmParts {
        Objects.requireNonNull(store, "store");
        setAside = List.copyOf(setAside);
        Objects.requireNonNull(sites, "sites");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(nanos, "nanos");
        Objects.requireNonNull(end, "end");
    }
}
