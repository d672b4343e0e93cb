// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.AlarmId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One route at work. While a notice is on its way no other is made, so that after a server was away for long there is
 * one, of what is the case then. One that does not arrive is tried again after {@link #FIRST_PAUSE}, doubling up to
 * {@link #LONGEST_PAUSE}; after {@link #OLDEST} another takes its place, of what is the case by then. Thread:
 * bms-notify; {@link #trouble}: any.
 */
final class RouteRun {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /** Nobody needs to hear what was the case a day ago. */
    static final Duration OLDEST = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(RouteRun.class);

    private final NoticeRoute route;
    private final NoticeStore store;
    private final Outgoing outgoing;
    private final ZoneId zone;
    private final Clock clock;
    private Optional<Map<AlarmId, Heard>> heard;
    private Optional<Instant> last;
    private Optional<Notice> outstanding;
    private boolean sending;
    private Duration pause = FIRST_PAUSE;
    private Instant notBefore = Instant.MIN;
    private volatile Optional<String> trouble = Optional.empty();
    /** When the first notice since the last that arrived was made that was given up. */
    private volatile Optional<Instant> givenUp = Optional.empty();

    /** Hands a notice to the channel of its route, on a thread of its own. */
    interface Outgoing {
        /** @param then told, on the thread of this, with why it has not arrived; empty if it has */
        void send(Notice notice, Consumer<Optional<IOException>> then);
    }

    RouteRun(NoticeRoute route, NoticeStore store, Outgoing outgoing, ZoneId zone, Clock clock) {
        this.route = route;
        this.store = store;
        this.outgoing = outgoing;
        this.zone = zone;
        this.clock = clock;
        heard = store.heard(route.name());
        last = store.last(route.name());
        outstanding = store.outstanding(route.name());
    }

    /** Why the newest notice has not arrived yet, though it was tried. */
    Optional<String> trouble() {
        Optional<String> lost = givenUp.map(at -> "what was to be said at " + at + " was given up after "
                + OLDEST.toHours() + " hours, and what is the case now is to be said instead");
        return trouble.isEmpty() || lost.isEmpty()
                ? trouble.or(() -> lost)
                : Optional.of(trouble.get() + "; " + lost.get());
    }

    NoticeRoute route() {
        return route;
    }

    /** @throws UncheckedIOException the disk takes or gives nothing; the next look does it anew */
    void look(ActiveAlarms active) {
        Instant now = clock.instant();
        if (heard.isEmpty()) {
            begin(active, now);
        }
        if (!sending && outstanding.filter(notice -> isOld(notice, now)).isPresent()) {
            giveUp(outstanding.get());
        }
        if (outstanding.isEmpty()) {
            plan(active, now);
        }
        // A clock that was put back does not hold it up for longer than a pause.
        boolean due = !now.isBefore(notBefore) || notBefore.isAfter(now.plus(LONGEST_PAUSE));
        if (outstanding.isPresent() && !sending && due) {
            sending = true;
            outgoing.send(outstanding.get(), this::sent);
        }
    }

    private void begin(ActiveAlarms active, Instant now) {
        store.begin(route.name(), active.alarms().values().stream().map(alarm -> Heard.of(alarm, now, true)));
        heard = store.heard(route.name());
    }

    private static boolean isOld(Notice notice, Instant now) {
        return !now.isBefore(notice.at().plus(OLDEST));
    }

    private void giveUp(Notice notice) {
        store.giveUp(notice);
        LOG.warn("a notice to {} of {} is given up, and another is made", route.name(), notice.at());
        givenUp = givenUp.or(() -> Optional.of(notice.at()));
        heard = store.heard(route.name());
        outstanding = Optional.empty();
    }

    private void plan(ActiveAlarms active, Instant now) {
        NoticePlan plan = NoticePlan.of(route.terms(), active, heard.orElseThrow(), last, now);
        if (!plan.saysNothing()) {
            Notice notice = Notice.of(UUID.randomUUID().toString(), route.name(), now, plan, zone);
            store.commit(notice, plan, heard.orElseThrow().keySet());
            plan.heard(now).forEach(one -> heard.orElseThrow().put(one.id(), one));
            plan.over().forEach(one -> heard.orElseThrow().remove(one.id()));
            last = Optional.of(now);
            outstanding = Optional.of(notice);
        } else if (!plan.forgotten().isEmpty()) {
            store.forget(route.name(), plan.forgotten());
        }
        plan.forgotten().forEach(one -> heard.orElseThrow().remove(one.id()));
    }

    private void sent(Optional<IOException> failure) {
        sending = false;
        if (failure.isPresent()) {
            failed(failure.get());
            return;
        }
        try {
            store.arrived(outstanding.orElseThrow());
        } catch (UncheckedIOException e) {
            LOG.warn(
                    "a notice to {} has arrived, and will again, since that cannot be stored: {}",
                    route.name(),
                    e.getMessage());
            later();
            return;
        }
        if (trouble().isPresent()) {
            LOG.info("notices to {} arrive again", route.name());
        }
        outstanding = Optional.empty();
        trouble = Optional.empty();
        givenUp = Optional.empty();
        pause = FIRST_PAUSE;
        notBefore = Instant.MIN;
    }

    private void failed(IOException why) {
        if (trouble.isEmpty()) {
            LOG.warn("a notice to {} has not arrived, and is tried again: {}", route.name(), why.getMessage());
        } else {
            LOG.debug("a notice to {} has not arrived: {}", route.name(), why.getMessage());
        }
        trouble = Optional.of(String.valueOf(why.getMessage()));
        later();
    }

    private void later() {
        notBefore = clock.instant().plus(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
