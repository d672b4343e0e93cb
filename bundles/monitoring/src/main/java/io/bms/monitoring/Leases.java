// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.status.StatusItem;
import io.bms.monitoring.Held.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases what the gateway wrote when its lease has ended, tries again where that fails, and says which leases are
 * over and not released. Thread: bms-monitoring-lanes; {@link #problems}: any.
 */
final class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    /** The pause before a device that did not take a release is asked again. */
    private static final Duration RETRY = Duration.ofSeconds(30);
    /** The pause before a point without a priority array is looked at again, to see whether somebody has written it. */
    private static final Duration NOT_WRITABLE_RETRY = Duration.ofMinutes(10);

    private static final int NAMED = 5;

    private final LaneParts parts;
    private final Map<Slot, Held> known;
    private final Function<Slot, CompletionStage<Optional<Failure>>> release;
    private final Map<Slot, Overdue> overdue = new ConcurrentHashMap<>();

    /**
     * A lease that is over, and whose value is not released yet.
     *
     * @param again when the release is tried again, in nanoseconds of the lane thread's clock
     * @param failure why the last try failed; empty while it is under way
     */
    private record Overdue(Held held, Instant since, long again, Optional<Failure> failure) {}

    /**
     * @param known what is held; thread-safe
     * @param release completes normally with why the value stays, if it does
     */
    Leases(LaneParts parts, Map<Slot, Held> known, Function<Slot, CompletionStage<Optional<Failure>>> release) {
        this.parts = parts;
        this.known = known;
        this.release = release;
    }

    void sweep() {
        long now = parts.thread().nanos();
        overdue.entrySet().removeIf(entry -> !entry.getValue().held().isOfSameWrite(known.get(entry.getKey())));
        if (parts.drivers().current().isEmpty()) {
            return;
        }
        known.forEach((slot, held) -> {
            Overdue before = overdue.get(slot);
            if (held.hasEnded(now) && (before == null || before.again() - now <= 0)) {
                Instant since = before == null ? parts.clock().instant() : before.since();
                Optional<Failure> failure = before == null ? Optional.empty() : before.failure();
                overdue.put(slot, new Overdue(held, since, now + RETRY.toNanos(), failure));
                release.apply(slot).thenAccept(kept -> parts.thread().post(() -> tried(slot, kept)));
            }
        });
    }

    private void tried(Slot slot, Optional<Failure> kept) {
        Overdue before = overdue.get(slot);
        if (kept.isEmpty()) {
            overdue.remove(slot);
            LOG.info("the lease of {} at priority {} has ended: released", slot.pointId(), slot.priority());
        } else if (before != null) {
            Failure why = kept.get();
            String message = "the lease of {} at priority {} has ended, but the value stays: {}";
            if (before.failure().filter(why::equals).isPresent()) {
                LOG.debug(message, slot.pointId(), slot.priority(), why.message());
            } else {
                LOG.warn(message, slot.pointId(), slot.priority(), why.message());
            }
            Duration pause = why.code() == ErrorCode.NOT_WRITABLE ? NOT_WRITABLE_RETRY : RETRY;
            overdue.put(
                    slot,
                    new Overdue(before.held(), before.since(), parts.thread().nanos() + pause.toNanos(), kept));
        }
    }

    /** What an operator should know of: one line for all. */
    List<StatusItem.Problem> problems() {
        Map<Slot, Overdue> failed = overdue.entrySet().stream()
                .filter(entry -> entry.getValue().failure().isPresent())
                .filter(entry -> entry.getValue().held().isOfSameWrite(known.get(entry.getKey())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return failed.values().stream()
                .map(Overdue::since)
                .min(Comparator.naturalOrder())
                .map(since -> new StatusItem.Problem("override_not_released", message(failed), since))
                .map(List::of)
                .orElseGet(List::of);
    }

    private static String message(Map<Slot, Overdue> failed) {
        String named = failed.keySet().stream()
                .map(slot -> slot.pointId() + " at priority " + slot.priority())
                .sorted()
                .limit(NAMED)
                .collect(Collectors.joining(", "));
        String more = failed.size() > NAMED ? " and " + (failed.size() - NAMED) + " more" : "";
        return "the time of what the gateway wrote is over, but it could not be released: " + named + more
                + "; see bms:override-list for what to do";
    }
}
