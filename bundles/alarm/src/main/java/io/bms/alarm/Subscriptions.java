// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.command.CommandResult.EventsSubscribed;
import io.bms.api.driver.RecipientOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.SiteStore;
import io.bms.api.status.StatusItem;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's entries in the recipient lists of devices: each by somebody's wish, and on the disk before the device
 * is told, so that it is taken out again whatever happens. Looked at each day and when a device is back, since some
 * forget their lists when they restart; entered again three times a day at most, for somebody may not want it there.
 * Thread: bms-alarm-engine; {@link #problems}: any.
 */
final class Subscriptions {
    static final Duration DAY = Duration.ofDays(1);
    static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    static final int MOST_REPAIRS = 3;
    static final String PROBLEM = "event_subscription";
    private static final String CONTESTED =
            "has lost the gateway's entry three times within a day, and is not told again before that is over:"
                    + " somebody else writes its recipient list";
    private static final int NAMED = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private final AlarmStore store;
    private final SiteStore sites;
    private final Supplier<Optional<Monitoring>> monitoring;
    private final Executor thread;
    private final LongSupplier nanos;
    private final Clock clock;
    private final Map<List<Integer>, Subscription> all = new TreeMap<>(
            (one, other) -> one.get(0).equals(other.get(0)) ? one.get(1) - other.get(1) : one.get(0) - other.get(0));
    private volatile List<StatusItem.Problem> problems = List.of();

    /** One entry, and how it stands with it. */
    private static final class Subscription {
        KeptRecipient kept;
        boolean underWay;
        boolean online;
        long due;
        Duration pause = FIRST_PAUSE;
        Optional<String> trouble = Optional.empty();
        Instant troubleSince = Instant.EPOCH;
        final Deque<Long> repairs = new ArrayDeque<>();
        final List<CompletableFuture<CommandResult>> waiting = new ArrayList<>();

        Subscription(KeptRecipient kept, long due) {
            this.kept = kept;
            this.due = due;
        }
    }

    /** @param thread runs what it is given on bms-alarm-engine */
    Subscriptions(
            AlarmStore store,
            SiteStore sites,
            Supplier<Optional<Monitoring>> monitoring,
            Executor thread,
            LongSupplier nanos,
            Clock clock) {
        this.store = store;
        this.sites = sites;
        this.monitoring = monitoring;
        this.thread = thread;
        this.nanos = nanos;
        this.clock = clock;
        store.recipients().forEach(kept -> all.put(key(kept), new Subscription(kept, nanos.getAsLong())));
    }

    private static List<Integer> key(KeptRecipient kept) {
        return List.of(kept.deviceId(), kept.notificationClass());
    }

    /** What is wrong with the entries, as one problem. */
    List<StatusItem.Problem> problems() {
        return problems;
    }

    /** @return completes once it is on the disk, and the device has been asked if it answers */
    CompletionStage<CommandResult> change(Command.SubscribeEvents command) {
        KeptRecipient kept =
                new KeptRecipient(command.deviceId(), command.notificationClass(), command.entered(), Optional.empty());
        Subscription known = all.get(key(kept));
        if (!command.entered() && known == null) {
            return done(subscribed(EventsSubscribed.State.NOT_ENTERED, List.of()));
        }
        if (known == null && !sites.current().devices().containsKey(command.deviceId())) {
            return done(new CommandResult.Failed(
                    ErrorCode.INVALID_REQUEST, "the site has no device " + command.deviceId()));
        }
        Subscription one = known == null ? new Subscription(kept, nanos.getAsLong()) : known;
        try {
            keep(one, one.kept.wanted(command.entered()));
        } catch (UncheckedIOException e) {
            LOG.warn("a subscription to events cannot be stored: {}", e.getMessage());
            return done(new CommandResult.Failed(
                    ErrorCode.INTERNAL, "nothing was sent, since it cannot be stored on the gateway's disk"));
        }
        one.repairs.clear();
        CompletableFuture<CommandResult> answer = new CompletableFuture<>();
        one.waiting.add(answer);
        look(one, true);
        return answer;
    }

    private void keep(Subscription one, KeptRecipient now) {
        if (!now.equals(one.kept) || !all.containsKey(key(now))) {
            store.put(now);
        }
        one.kept = now;
        all.put(key(now), one);
    }

    /** Asks what is due, of devices that answer. */
    void look() {
        List.copyOf(all.values()).forEach(one -> look(one, false));
    }

    private void look(Subscription one, boolean asked) {
        Optional<Monitoring> seeing = monitoring.get();
        boolean online = seeing.flatMap(it -> it.device(one.kept.deviceId()))
                .filter(Monitoring.DeviceState::online)
                .isPresent();
        boolean back = online && !one.online;
        one.online = online;
        if (one.underWay || !online) {
            if (asked && !one.underWay) {
                answer(one, subscribed(EventsSubscribed.State.PENDING, List.of()));
            }
            return;
        }
        if (asked || back || nanos.getAsLong() - one.due >= 0) {
            ask(one, seeing.get());
        }
    }

    private void ask(Subscription one, Monitoring seeing) {
        KeptRecipient kept = one.kept;
        if (kept.wanted() && one.waiting.isEmpty() && isContested(one)) {
            one.due = one.repairs.getFirst() + DAY.toNanos();
            return;
        }
        one.underWay = true;
        CompletionStage<RecipientOutcome> sent = kept.wanted()
                ? seeing.addRecipient(kept.deviceId(), kept.notificationClass())
                : seeing.removeRecipient(kept.deviceId(), kept.notificationClass(), kept.octets());
        sent.thenAccept(outcome -> thread.execute(() -> took(one, kept, outcome)));
    }

    private boolean isContested(Subscription one) {
        one.repairs.removeIf(at -> nanos.getAsLong() - at >= DAY.toNanos());
        return one.repairs.size() >= MOST_REPAIRS;
    }

    private void took(Subscription one, KeptRecipient asked, RecipientOutcome outcome) {
        one.underWay = false;
        try {
            CommandResult result = result(one, asked, outcome);
            if (one.kept.wanted() == asked.wanted() || !all.containsKey(key(one.kept))) {
                answer(one, result);
            } else {
                one.due = nanos.getAsLong();
            }
        } catch (UncheckedIOException e) {
            LOG.warn("what became of a subscription to events cannot be stored: {}", e.getMessage());
            again(one);
            answer(one, new CommandResult.Failed(ErrorCode.INTERNAL, "what came of it cannot be stored"));
        }
        tell();
    }

    private CommandResult result(Subscription one, KeptRecipient asked, RecipientOutcome outcome) {
        List<String> lost = outcome.lost().stream()
                .map(entry -> entry.to() + ", process " + entry.process())
                .toList();
        one.due = nanos.getAsLong() + DAY.toNanos();
        if (outcome instanceof RecipientOutcome.Refused refused) {
            return refused(one, asked, refused.failure(), lost);
        }
        one.pause = FIRST_PAUSE;
        Optional<String> trouble = lost.isEmpty() ? Optional.empty() : Optional.of(lostWords(lost));
        if (outcome instanceof RecipientOutcome.Entered entered) {
            keep(
                    one,
                    one.kept.entered(entered.own() ? Optional.of(entered.entry().octets()) : Optional.empty()));
            if (entered.added() && asked.octets().isPresent()) {
                repaired(one);
            }
            trouble(one, trouble.or(() -> isContested(one) ? Optional.of(CONTESTED) : Optional.empty()));
            return subscribed(
                    entered.own() ? EventsSubscribed.State.ENTERED : EventsSubscribed.State.ENTERED_BY_OTHERS, lost);
        }
        trouble.ifPresent(words -> LOG.warn("{} {}", words(one), words));
        if (!one.kept.wanted()) {
            forget(one);
        }
        return subscribed(EventsSubscribed.State.NOT_ENTERED, lost);
    }

    private void repaired(Subscription one) {
        LOG.warn("{} had lost the gateway's entry; it stands there again", words(one));
        one.repairs.addLast(nanos.getAsLong());
    }

    /** A device that never took the entry is left alone; one that has it, or may have it, is asked again. */
    private CommandResult refused(Subscription one, KeptRecipient asked, Failure why, List<String> lost) {
        if (why.code().isSilence() || why.code() == ErrorCode.BUSY) {
            again(one);
            return subscribed(EventsSubscribed.State.PENDING, lost);
        }
        one.pause = FIRST_PAUSE;
        String words = why.message() + (lost.isEmpty() ? "" : "; meanwhile the list " + lostWords(lost));
        if (asked.wanted() && asked.octets().isEmpty()) {
            lost.stream().findFirst().ifPresent(any -> LOG.warn("{} {}", words(one), lostWords(lost)));
            forget(one);
        } else {
            trouble(one, Optional.of("does not take what the gateway asks: " + words));
        }
        return new CommandResult.Failed(why.code(), words);
    }

    private static String lostWords(List<String> lost) {
        return "has lost entries of others, which somebody has to enter again: " + String.join("; ", lost);
    }

    private void again(Subscription one) {
        one.due = nanos.getAsLong() + one.pause.toNanos();
        Duration doubled = one.pause.multipliedBy(2);
        one.pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private void trouble(Subscription one, Optional<String> words) {
        if (!words.equals(one.trouble)) {
            words.ifPresent(what -> LOG.warn("{} {}", words(one), what));
            one.trouble = words;
            one.troubleSince = clock.instant();
        }
    }

    private void forget(Subscription one) {
        store.delete(one.kept);
        all.remove(key(one.kept));
    }

    /**
     * Takes the gateway out of the lists of devices that go out of the site. Where that cannot be done the entry stays
     * in the device, which the log says: nobody could take it out later.
     *
     * @return completes normally once each device has been asked
     */
    CompletionStage<Void> leaving(Set<Integer> devices) {
        List<Subscription> going = all.values().stream()
                .filter(one -> devices.contains(one.kept.deviceId()))
                .toList();
        return CompletableFuture.allOf(going.stream()
                .map(one -> change(
                                new Command.SubscribeEvents(one.kept.deviceId(), one.kept.notificationClass(), false))
                        .thenAccept(result -> gone(one, result)))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new));
    }

    private void gone(Subscription one, CommandResult result) {
        if (result instanceof EventsSubscribed done && done.state() == EventsSubscribed.State.NOT_ENTERED) {
            return;
        }
        LOG.warn("{} goes out of the site, and the gateway's entry stays in its recipient list", words(one));
        try {
            forget(one);
        } catch (UncheckedIOException e) {
            LOG.warn("that cannot be stored: {}", e.getMessage());
        }
        tell();
    }

    private void tell() {
        List<Subscription> troubled =
                all.values().stream().filter(one -> one.trouble.isPresent()).toList();
        problems = troubled.stream()
                .map(one -> one.troubleSince)
                .min(Instant::compareTo)
                .map(since -> List.of(new StatusItem.Problem(
                        PROBLEM,
                        troubled.stream()
                                .limit(NAMED)
                                .map(one -> words(one) + " " + one.trouble.get())
                                .collect(Collectors.joining("; ")),
                        since)))
                .orElse(List.of());
    }

    private static String words(Subscription one) {
        return "device " + one.kept.deviceId() + ", notification class " + one.kept.notificationClass() + ",";
    }

    private static void answer(Subscription one, CommandResult result) {
        List<CompletableFuture<CommandResult>> waiting = List.copyOf(one.waiting);
        one.waiting.clear();
        waiting.forEach(each -> each.complete(result));
    }

    private static CommandResult subscribed(EventsSubscribed.State state, List<String> lost) {
        return new EventsSubscribed(state, lost);
    }

    private static CompletionStage<CommandResult> done(CommandResult result) {
        return CompletableFuture.completedFuture(result);
    }
}
