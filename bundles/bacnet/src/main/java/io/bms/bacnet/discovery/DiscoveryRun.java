// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryReport.Conflict;
import io.bms.api.driver.DiscoveryReport.Unreachable;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.bacnet.link.IAm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One discovery: finds devices, and surveys each as soon as it is found, until its time is up. As long as devices
 * answer, it may take longer. After its end nothing more is asked. Thread: bms-bacnet-worker.
 */
public final class DiscoveryRun {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryRun.class);
    private static final long TICK_MS = 100;
    private static final int FINDING_PERCENT = 30;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DiscoveryRequest request;
    private final Consumer<DiscoveryProgress> listener;
    private final ScheduledExecutorService worker;
    private final Surveys surveys;
    private final LongSupplier nanoTime;
    private final Map<Integer, Seen> devices = new TreeMap<>();
    private final CompletableFuture<DiscoveryReport> report = new CompletableFuture<>();
    private Finder finder;
    private Supplier<List<Unreachable>> unreachable = List::of;
    private int percent = -1;
    private String current = "";
    private String said = "";
    private long saidAt;
    private long startedAt;
    private long movedAt;

    /** A device, with every address that it was seen at. */
    private record Seen(DeviceSurvey survey, Set<DeviceAddress> addresses) {}

    public DiscoveryRun(
            DiscoveryRequest request,
            Consumer<DiscoveryProgress> listener,
            ScheduledExecutorService worker,
            Surveys surveys,
            LongSupplier nanoTime) {
        this.request = request;
        this.listener = listener;
        this.worker = worker;
        this.surveys = surveys;
        this.nanoTime = nanoTime;
        startedAt = nanoTime.getAsLong();
        movedAt = startedAt - QUIET_NANOS;
    }

    /** The discovery has ended. */
    boolean isOver() {
        return report.isDone();
    }

    /** Completes with what is known when all devices are surveyed, or the request's time is up. */
    CompletionStage<DiscoveryReport> run(Finder how, Supplier<List<Unreachable>> silent) {
        finder = how;
        unreachable = silent;
        finder.start();
        tick();
        return report;
    }

    /** A device announced itself, perhaps in answer to this search. */
    public void heard(IAm device) {
        if (!report.isDone() && finder.wants(device)) {
            found(device);
        }
    }

    /** A device answered. */
    void found(IAm device) {
        if (report.isDone() || !isInRange(device.deviceId())) {
            return;
        }
        Seen known = devices.get(device.deviceId());
        if (known != null) {
            if (known.addresses().stream().noneMatch(device.address()::isSamePlace)) {
                known.addresses().add(device.address());
            }
            return;
        }
        DeviceSurvey survey = surveys.of(device);
        Set<DeviceAddress> addresses = new LinkedHashSet<>();
        addresses.add(device.address());
        devices.put(device.deviceId(), new Seen(survey, addresses));
        current = device.address().toString();
        survey.run(this::isOver, () -> moved(survey)).whenComplete((nothing, defect) -> {
            if (defect != null) {
                LOG.error("the survey of device {} ended with a defect", device.deviceId(), defect);
            }
        });
    }

    private boolean isInRange(int deviceId) {
        return request.ranges().isEmpty()
                || request.ranges().stream().anyMatch(range -> deviceId >= range.low() && deviceId <= range.high());
    }

    private void moved(DeviceSurvey survey) {
        movedAt = nanoTime.getAsLong();
        current = survey.words();
        tell(percentNow());
    }

    private void tick() {
        if (report.isDone()) {
            return;
        }
        boolean surveyed =
                devices.values().stream().allMatch(seen -> seen.survey().isFinished());
        if (surveyed && finder.isOver() || isTimeUp(surveyed)) {
            finish();
        } else {
            tell(percentNow());
            worker.schedule(this::tick, TICK_MS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isTimeUp(boolean surveyed) {
        long now = nanoTime.getAsLong();
        boolean progressing = !surveyed && now - movedAt < QUIET_NANOS;
        return now - startedAt >= (progressing ? request.longest() : request.timeout()).toNanos();
    }

    private int percentNow() {
        double surveyed = devices.values().stream()
                .mapToDouble(seen -> seen.survey().progress())
                .average()
                .orElse(0);
        return (int) Math.min(99, finder.progress() * FINDING_PERCENT + surveyed * (100 - FINDING_PERCENT));
    }

    private void tell(int now) {
        long time = nanoTime.getAsLong();
        if (!report.isDone() && (now > percent || !current.equals(said) && time - saidAt >= SAY_NANOS)) {
            percent = Math.max(percent, now);
            said = current;
            saidAt = time;
            OptionalInt total = request.targets().isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(request.targets().size());
            listener.accept(new DiscoveryProgress(percent, current, devices.size(), total));
        }
    }

    /**
     * Ends the discovery for another one, which goes on from all that this one has learnt: nobody will hear of that.
     */
    void giveWay() {
        end(surveys::unheard);
    }

    /** Ends the discovery with what is known now. */
    public void finish() {
        end(surveys::left);
    }

    private void end(Consumer<DeviceSurvey> leave) {
        if (report.isDone()) {
            return;
        }
        tell(100);
        List<Conflict> conflicts = new ArrayList<>();
        devices.forEach((deviceId, seen) -> {
            if (seen.addresses().size() > 1) {
                conflicts.add(new Conflict(
                        deviceId,
                        seen.addresses().stream().map(DeviceAddress::toString).toList()));
            }
        });
        report.complete(new DiscoveryReport(
                devices.values().stream().map(seen -> seen.survey().result()).toList(), unreachable.get(), conflicts));
        devices.values().forEach(seen -> leave.accept(seen.survey()));
    }
}
