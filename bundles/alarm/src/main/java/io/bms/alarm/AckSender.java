// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.alarm.AlarmId;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.monitoring.Monitoring;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Passes acknowledgements on to their devices: from the disk, over restarts, and until a device's own list shows that
 * it has taken them. One that failed is sent again, ever more seldom. Thread: bms-alarm-engine.
 */
final class AckSender {
    static final int AT_ONCE = 16;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Supplier<Optional<Monitoring>> monitoring;
    private final Consumer<Runnable> thread;
    private final LongSupplier nanos;
    private final Refusals refusals;
    private final IntConsumer news;
    private final Map<EventAcknowledgement, Attempt> attempts = new HashMap<>();

    /** Hears what a device will never take. */
    interface Refusals {
        void refused(AlarmId alarm, PassedAck ack, String why);
    }

    /** How it has gone so far. */
    private static final class Attempt {
        boolean underWay;
        Duration pause = FIRST_PAUSE;
        long due;
    }

    /**
     * @param thread runs what it is given on bms-alarm-engine
     * @param news hears of a device whose events are to be read again
     */
    AckSender(
            Supplier<Optional<Monitoring>> monitoring,
            Consumer<Runnable> thread,
            LongSupplier nanos,
            Refusals refusals,
            IntConsumer news) {
        this.monitoring = monitoring;
        this.thread = thread;
        this.nanos = nanos;
        this.refusals = refusals;
        this.news = news;
    }

    /** Sends what is due of all that is kept. */
    void look(Collection<KeptAlarm> kept) {
        Set<EventAcknowledgement> wanted = new HashSet<>();
        for (KeptAlarm entry : kept) {
            for (PassedAck ack : entry.passed()) {
                if (ack.refused().isEmpty()) {
                    wanted.add(ack.acknowledgement());
                    send(entry.alarm().id(), ack);
                }
            }
        }
        attempts.entrySet().removeIf(entry -> !wanted.contains(entry.getKey()) && !entry.getValue().underWay);
    }

    private void send(AlarmId alarm, PassedAck ack) {
        int device = ack.acknowledgement().object().deviceId();
        Optional<Monitoring> seeing = monitoring.get().filter(it -> it.device(device)
                .filter(Monitoring.DeviceState::online)
                .isPresent());
        Attempt attempt = attempts.computeIfAbsent(ack.acknowledgement(), unsent -> due());
        boolean isDue = !attempt.underWay && nanos.getAsLong() - attempt.due >= 0;
        if (seeing.isEmpty() || !isDue || underWay() >= AT_ONCE) {
            return;
        }
        attempt.underWay = true;
        seeing.get()
                .acknowledge(ack.acknowledgement())
                .thenAccept(outcome -> thread.accept(() -> sent(alarm, ack, attempt, outcome)));
    }

    private Attempt due() {
        Attempt attempt = new Attempt();
        attempt.due = nanos.getAsLong();
        return attempt;
    }

    private long underWay() {
        return attempts.values().stream().filter(attempt -> attempt.underWay).count();
    }

    private void sent(AlarmId alarm, PassedAck ack, Attempt attempt, AcknowledgeOutcome outcome) {
        attempt.underWay = false;
        attempt.due = nanos.getAsLong() + attempt.pause.toNanos();
        Duration doubled = attempt.pause.multipliedBy(2);
        attempt.pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        Optional<Failure> failure = outcome instanceof AcknowledgeOutcome.Refused refused
                ? Optional.of(refused.failure())
                : Optional.empty();
        if (failure.isEmpty() || failure.get().code() == ErrorCode.CONFLICT) {
            // Its list shows that it has taken it, or that the change is another by now.
            news.accept(ack.acknowledgement().object().deviceId());
        } else if (!failure.get().code().isSilence() && failure.get().code() != ErrorCode.BUSY) {
            refusals.refused(alarm, ack, failure.get().message());
        }
    }
}
