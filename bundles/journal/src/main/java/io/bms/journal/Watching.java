// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.event.Event;
import io.bms.api.event.EventLog;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.site.Site;
import io.bms.api.site.SiteListener;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Makes events of what changes in the site, with its devices, and with the errors of their points. It looks at them
 * every two seconds, rather than be told, so that whoever reads them need not know of events. A device's event has the
 * time of the change, a point's that of the look. Thread: bms-journal-watch.
 */
@Component(service = SiteListener.class, immediate = true)
public final class Watching implements SiteListener {
    private static final int LOOK_SECONDS = 2;

    private final EventLog events;
    private final Clock clock;
    private final ReadErrors errors;
    private final ScheduledExecutorService executor;
    private final AtomicReference<Monitoring> monitoring = new AtomicReference<>();
    private final Map<Integer, Boolean> online = new HashMap<>();
    private volatile Optional<Site> site = Optional.empty();

    @Activate
    public Watching(@Reference EventLog events) {
        this(events, Clock.systemUTC(), Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "bms-journal-watch");
            thread.setDaemon(true);
            return thread;
        }));
        executor.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    Watching(EventLog events, Clock clock, ScheduledExecutorService executor) {
        this.events = events;
        this.clock = clock;
        errors = new ReadErrors(events, clock);
        this.executor = executor;
    }

    @Deactivate
    void close() {
        executor.shutdownNow();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindMonitoring(Monitoring one) {
        monitoring.set(one);
    }

    void unbindMonitoring(Monitoring one) {
        monitoring.compareAndSet(one, null);
    }

    /** The first is what there was before the start. */
    @Override
    public void siteChanged(Site now) {
        Optional<Site> before = site;
        site = Optional.of(now);
        errors.retain(now.points().keySet());
        if (before.isPresent() && before.get().revision() != now.revision()) {
            events.record(new Event(
                    clock.instant(),
                    Event.Kind.CONFIGURATION,
                    "revision " + now.revision(),
                    now.devices().size() + " devices, " + now.points().size() + " points, monitoring "
                            + (now.monitoringWanted() ? "on" : "off")));
        }
    }

    void look() {
        Optional<Monitoring> current = Optional.ofNullable(monitoring.get());
        if (current.isEmpty() || site.isEmpty()) {
            return;
        }
        online.keySet().retainAll(site.get().devices().keySet());
        for (int device : site.get().devices().keySet()) {
            current.get().device(device).ifPresent(state -> compare(device, state));
        }
        errors.look(current.get().failing());
    }

    private void compare(int device, DeviceState state) {
        Boolean before = online.put(device, state.online());
        if (before != null && before == state.online()) {
            return;
        }
        String text = state.online()
                ? "answers"
                : state.lastFailure()
                        .map(failure -> "does not answer: " + failure.code().wireName() + ", " + failure.message())
                        .orElse("does not answer");
        Instant since = state.since();
        events.record(new Event(since, Event.Kind.DEVICE, "device " + device, text));
    }
}
