// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmTrial;
import io.bms.api.alarm.AlarmTrials;
import io.bms.api.history.HistoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Tries rules out on the stored samples. Thread: any. */
@Component
public final class HistoryTrials implements AlarmTrials {
    private final Clock clock;
    private final AtomicReference<HistoryStore> history = new AtomicReference<>();

    @Activate
    public HistoryTrials() {
        this(Clock.systemUTC());
    }

    HistoryTrials(Clock clock) {
        this.clock = clock;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindHistory(HistoryStore store) {
        history.set(store);
    }

    void unbindHistory(HistoryStore store) {
        history.compareAndSet(store, null);
    }

    @Override
    public AlarmTrial tryOut(AlarmRule rule, Duration span) {
        HistoryStore store = Optional.ofNullable(history.get())
                .orElseThrow(() -> new IllegalStateException("there is no history at present"));
        Instant to = clock.instant();
        Instant from = to.minus(span);
        Replay replay = new Replay(rule, from);
        List<PastSamples> pasts = rule.points().stream()
                .map(point -> new PastSamples(store, point, from, to))
                .toList();
        Optional<PastSamples> next = earliest(pasts);
        while (next.isPresent()) {
            replay.take(next.get().take());
            next = earliest(pasts);
        }
        return replay.end(to);
    }

    private static Optional<PastSamples> earliest(List<PastSamples> pasts) {
        return pasts.stream()
                .filter(past -> past.next().isPresent())
                .min(Comparator.comparing(past -> past.next().get().timestamp()));
    }
}
