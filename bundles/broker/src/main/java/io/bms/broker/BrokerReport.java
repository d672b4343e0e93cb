// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.status.StatusItem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the broker has to say of itself besides whether it listens. Outlives its restarts. Thread: any. */
final class BrokerReport {
    private static final int NAMED = 5;
    private static final int NAME_CHARS = 80;

    private final Clock clock;
    private final LimitReport limits;
    private volatile Optional<Problem> setAside = Optional.empty();
    private volatile List<Problem> tls = List.of();

    BrokerReport(Clock clock) {
        this.clock = clock;
        this.limits = new LimitReport(clock);
    }

    LimitReport limits() {
        return limits;
    }

    /** @param names of what lies on the disk and is not used; empty takes the problem back */
    void setAside(Collection<String> names) {
        setAside(names, Optional.empty());
    }

    /** @param copy of the whole store, made where it had too many retained topics */
    void setAside(Collection<String> names, Optional<Path> copy) {
        setAside = names.isEmpty() ? Optional.empty() : Optional.of(problem(List.copyOf(names), copy));
    }

    /** Takes the place of what it said of TLS before. */
    void tls(List<Problem> now) {
        tls = List.copyOf(now);
    }

    List<Problem> problems() {
        return Stream.of(limits.problems().stream(), setAside.stream(), tls.stream())
                .flatMap(problems -> problems)
                .toList();
    }

    private Problem problem(List<String> names, Optional<Path> copy) {
        List<String> shown = new ArrayList<>(
                names.stream().limit(NAMED).map(BrokerReport::readable).toList());
        if (names.size() > NAMED) {
            shown.add("and " + (names.size() - NAMED) + " more");
        }
        return new Problem(
                "broker_store_set_aside",
                "the MQTT broker's store had what it cannot load, and goes on without it: " + String.join(", ", shown)
                        + copy.map(BrokerReport::tooMany).orElse(""),
                clock.instant());
    }

    private static String tooMany(Path copy) {
        return "; there were more retained topics than twice maxRetainedTopics in etc/io.bms.broker.cfg, and a copy of"
                + " the store with all of them is in " + copy;
    }

    /** What made it unusable may be in its very name. */
    static String readable(String name) {
        String visible = name.replaceAll("[\\p{Cntrl}\\p{Cn}\\p{Co}]", "?");
        return visible.length() <= NAME_CHARS ? visible : visible.substring(0, NAME_CHARS) + "\u2026";
    }
}
