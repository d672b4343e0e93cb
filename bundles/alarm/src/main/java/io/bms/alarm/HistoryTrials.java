// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmTrial;
import io.bms.api.alarm.AlarmTrials;
import io.bms.api.history.HistoryPage;
import io.bms.api.history.HistoryStore;
import io.bms.api.point.Sample;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private static final int PAGE = 10_000;

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
        Optional<String> cursor = Optional.empty();
        do {
            HistoryPage<Sample> page = store.samples(List.of(rule.pointId()), from, to, PAGE, cursor);
            page.series().get(0).entries().forEach(replay::take);
            cursor = page.cursor();
        } while (cursor.isPresent());
        return replay.end(to);
    }
}
