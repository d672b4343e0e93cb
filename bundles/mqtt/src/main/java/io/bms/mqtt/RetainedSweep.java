// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.identity.Identity;
import io.bms.api.point.PointId;
import io.bms.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Learns what a broker holds retained below an identity, to clear what should not be there: points that
 * were removed, an identity that was left. A broker does not say when it has sent all, so a sweep is over
 * when nothing more has come for a second. It does not ask for "no local", which may hide what an earlier
 * connection of the same client id has published. Thread: bms-mqtt-session.
 */
final class RetainedSweep {
    static final Duration CHECK = Duration.ofMillis(250);
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Topics topics;
    private final Optional<Identity> left;
    private final Predicate<String> stale;
    private final Set<String> found = new LinkedHashSet<>();
    private Instant last;

    private RetainedSweep(Topics topics, Optional<Identity> left, Predicate<String> stale, Instant now) {
        this.topics = topics;
        this.left = left;
        this.stale = stale;
        this.last = now;
    }

    /** A sweep of the identity in use: only points may be stale, and alarms, of which {@link AlarmSlot} knows. */
    static RetainedSweep ofPoints(Topics topics, Predicate<PointId> gone, Instant now) {
        return new RetainedSweep(
                topics,
                Optional.empty(),
                topic -> topics.alarmOf(topic).isEmpty()
                        && topics.pointOf(topic).filter(gone).isPresent(),
                now);
    }

    /** A sweep of an identity that was left: all that a gateway retains. */
    static RetainedSweep ofAll(Topics topics, Instant now) {
        return new RetainedSweep(
                topics,
                Optional.of(topics.identity()),
                topic -> topics.retainedOnce().contains(topic)
                        || topics.alarmOf(topic).isPresent()
                        || topics.pointOf(topic).isPresent(),
                now);
    }

    Topics topics() {
        return topics;
    }

    /** The identity that was left, empty for the one in use. */
    Optional<Identity> left() {
        return left;
    }

    String filter() {
        return topics.retainedFilter();
    }

    /** The broker has taken the subscription. */
    void begun(Instant now) {
        last = now;
    }

    void arrived(String topic, Instant now) {
        last = now;
        if (stale.test(topic)) {
            found.add(topic);
        }
    }

    boolean isOver(Instant now) {
        return !now.isBefore(last.plus(QUIET));
    }

    Set<String> found() {
        return found;
    }
}
