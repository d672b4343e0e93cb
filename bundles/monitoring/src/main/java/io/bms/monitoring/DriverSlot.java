// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.driver.PointDriver;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver that is in use just now: of those that are there, the highest ranked, then the oldest; of several
 * networks, one for each as a {@link DriverGroup}. Thread: any.
 */
final class DriverSlot {
    private static final Logger LOG = LoggerFactory.getLogger(DriverSlot.class);

    private final Clock clock;
    private final Runnable changed;
    private final List<Ranked> drivers = new ArrayList<>();
    private volatile State state;
    private boolean closed;

    /** @param changed called on the changer's thread after another driver, or none, has come into use */
    DriverSlot(Clock clock, Runnable changed) {
        this.clock = clock;
        this.changed = changed;
        state = new State(Optional.empty(), clock.instant(), false);
    }

    Optional<PointDriver> current() {
        return state.driver;
    }

    boolean isCurrent(PointDriver driver) {
        return state.driver.filter(current -> current == driver).isPresent();
    }

    /** When the driver in use came, or the last one left. */
    Instant since() {
        return state.since;
    }

    boolean everHadOne() {
        return state.everHadOne;
    }

    void add(PointDriver driver, int ranking, String network) {
        synchronized (drivers) {
            drivers.add(new Ranked(driver, ranking, network));
            drivers.sort(Comparator.comparingInt(Ranked::ranking).reversed());
            update();
        }
    }

    void remove(PointDriver driver) {
        synchronized (drivers) {
            drivers.removeIf(ranked -> ranked.driver == driver);
            update();
        }
    }

    /** From now on drivers are not used, and their leaving is no news. */
    void close() {
        synchronized (drivers) {
            closed = true;
        }
    }

    private void update() {
        if (closed) {
            return;
        }
        Optional<PointDriver> best = best();
        if (best.equals(state.driver)) {
            return;
        }
        state = new State(best, clock.instant(), true);
        LOG.info(
                "{}",
                best.map(driver -> "driver " + driver.version() + " is in use")
                        .orElse("no driver is left; reading pauses until one comes"));
        changed.run();
    }

    private Optional<PointDriver> best() {
        Map<String, PointDriver> byNetwork = new LinkedHashMap<>();
        drivers.forEach(ranked -> byNetwork.putIfAbsent(ranked.network, ranked.driver));
        return byNetwork.size() > 1
                ? Optional.of(new DriverGroup(byNetwork))
                : byNetwork.values().stream().findFirst();
    }

    private record Ranked(PointDriver driver, int ranking, String network) {}

    private record State(Optional<PointDriver> driver, Instant since, boolean everHadOne) {}
}
