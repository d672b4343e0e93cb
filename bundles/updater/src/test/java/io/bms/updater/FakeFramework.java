// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.point.PointId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A gateway with a driver, of which a test says what becomes of it by which version. */
final class FakeFramework implements Framework {
    static final PointId POINT = new PointId(1001, "analogInput", 1);

    final List<String> done;
    /** What is so for as long as a version of the driver runs. */
    final Set<String> readsNothing = new HashSet<>();

    final Set<String> doesNotStart = new HashSet<>();
    final Set<String> cannotBePut = new HashSet<>();
    final Set<String> leaks = new HashSet<>();
    /** What is not done with in time when it is to leave. */
    final Set<String> doesNotStop = new HashSet<>();

    boolean plantIsDown;
    boolean diskFails;
    /** What is replaced reads until it leaves, and that lasts for as long as the test. */
    boolean readAtTheEnd;

    private Instant lastRead = Instant.MIN;
    private long heapBytes = 1;
    String running = "0.1.0";
    private final Clock clock;

    FakeFramework(Clock clock) {
        this(clock, new ArrayList<>());
    }

    /** @param done gets what is done, in short words */
    FakeFramework(Clock clock, List<String> done) {
        this.clock = clock;
        this.done = done;
    }

    @Override
    public Optional<String> version() {
        return Optional.of(running);
    }

    @Override
    public Set<String> closure(Set<String> symbolicNames) {
        return symbolicNames;
    }

    @Override
    public boolean watched() {
        return true;
    }

    @Override
    public AutoCloseable watch(Duration time) {
        if (diskFails) {
            throw new UncheckedIOException(new IOException("no space left"));
        }
        done.add(time.compareTo(Duration.ofSeconds(1)) <= 0 ? "restart in " + time.toSeconds() + " s" : "watch");
        return () -> done.add("ended");
    }

    @Override
    public void rehearse(String version) {
        done.add("rehearse " + version);
    }

    @Override
    public void forget(String version) {
        done.add("forget " + version);
    }

    @Override
    public void swap(String from, String to) throws FeatureSwap.Failed {
        done.add("swap " + from + " " + to);
        if (doesNotStop.contains(from)) {
            throw new FeatureSwap.Hung("io.bms.bacnet " + from + " has not stopped", new IllegalStateException());
        }
        if (cannotBePut.contains(to)) {
            throw new FeatureSwap.Failed("unresolved constraint", new IllegalStateException());
        }
        lastRead = readAtTheEnd ? clock.instant() : lastRead;
        running = to;
        heapBytes += leaks.contains(to) ? 500L << 20 : 0;
    }

    @Override
    public void swapBack(String from, String to) throws FeatureSwap.Failed {
        swap(from, to);
    }

    @Override
    public void collect() {
        heapBytes = leaks.contains(running) ? heapBytes : 1;
    }

    @Override
    public Measured measure() {
        Map<String, String> bundles = new HashMap<>(Map.of("io.bms.mqtt", "0.1.0"));
        if (!doesNotStart.contains(running)) {
            bundles.put("io.bms.bacnet", running);
        }
        boolean read = !plantIsDown && !readsNothing.contains(running);
        return new Measured(
                bundles,
                Set.of("driver"),
                Set.of("driver"),
                true,
                true,
                Set.of(),
                read ? Map.of(POINT, clock.instant().plusNanos(1)) : formerlyRead(),
                heapBytes,
                true);
    }

    private Map<PointId, Instant> formerlyRead() {
        return lastRead.equals(Instant.MIN) ? Map.of() : Map.of(POINT, lastRead);
    }

    @Override
    public Set<PointId> readWithin(Duration time) {
        return Set.of(POINT);
    }

    @Override
    public boolean historyWrittenSince(Instant then, Set<PointId> points) {
        return true;
    }
}
