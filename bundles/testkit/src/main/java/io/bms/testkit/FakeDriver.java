// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceEvent;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.IdentifyOutcome;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.driver.ReportListener;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.StatusFlag;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * A driver of devices that exist in the test only. A point without a set value reads 0.0. Answers after
 * its device's delay on the scheduler; without a delay, before the call returns, which a caller must
 * stand too.
 */
public final class FakeDriver implements PointDriver {
    private static final Failure NO_SUBSCRIPTIONS = new Failure(ErrorCode.DEVICE_ERROR, "no subscriptions here");
    private static final Failure CLOSED = new Failure(ErrorCode.NOT_CONFIGURED, "the driver is closed");

    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final Map<PointId, PointValue> values = new ConcurrentHashMap<>();
    private final Map<PointId, Set<StatusFlag>> flags = new ConcurrentHashMap<>();
    private final Set<PointId> unreliable = ConcurrentHashMap.newKeySet();
    private final Set<PointId> plain = ConcurrentHashMap.newKeySet();
    private final Set<PointId> stuck = ConcurrentHashMap.newKeySet();
    private final Map<PointId, Failure> failures = new ConcurrentHashMap<>();
    private final Map<Integer, Duration> delays = new ConcurrentHashMap<>();
    private final Set<DeviceAddress> silent = ConcurrentHashMap.newKeySet();
    private final Set<Integer> dead = ConcurrentHashMap.newKeySet();
    private final Map<Integer, List<DeviceEvent>> events = new ConcurrentHashMap<>();
    private final Map<Integer, List<NotificationClass>> classes = new ConcurrentHashMap<>();
    private final List<EventAcknowledgement> acknowledged = new CopyOnWriteArrayList<>();
    private final List<List<PointId>> eventQuestions = new CopyOnWriteArrayList<>();
    private final List<Read> reads = new CopyOnWriteArrayList<>();
    private final List<WriteRequest> writes = new CopyOnWriteArrayList<>();
    private final List<DiscoveryRequest> discoveries = new CopyOnWriteArrayList<>();
    private final List<Integer> forgotten = new CopyOnWriteArrayList<>();
    private final Map<Integer, Integer> atOnce = new ConcurrentHashMap<>();
    private final Map<Integer, Watch> watches = new ConcurrentHashMap<>();
    private final Map<CompletableFuture<?>, Runnable> outstanding = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile Reporting reporting = Reporting.NEVER;
    private final Map<DeviceAddress, String> vendors = new ConcurrentHashMap<>();
    private final Map<String, PointValue> slots = new ConcurrentHashMap<>();
    private volatile boolean rounding;
    private volatile boolean takesSubscriptions = true;
    private volatile String reached = "";
    private volatile OptionalInt reachedPort = OptionalInt.empty();
    private volatile IntConsumer eventListener = device -> {};
    private volatile Consumer<DeviceRef> announcements = device -> {};
    private volatile DiscoveryReport report = new DiscoveryReport(List.of(), List.of(), List.of());
    private volatile Duration discoveryDelay = Duration.ZERO;

    public FakeDriver(Clock clock, ScheduledExecutorService scheduler) {
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /** One call of {@link PointDriver#read}. */
    public record Read(DeviceRef device, List<PointId> points) {}

    /** What is watched of a device now. */
    public record Watch(DeviceRef device, List<PointId> points, ReportListener listener) {}

    /** How the network is configured, and whether devices take subscriptions. */
    public void reporting(Reporting how, boolean accepted) {
        reporting = how;
        takesSubscriptions = accepted;
    }

    public Map<Integer, Watch> watches() {
        return Map.copyOf(watches);
    }

    /** A point changes, and its device reports that if it was asked to. */
    public void report(PointId point, PointValue value) {
        values.put(point, value);
        Watch watch = watches.get(point.deviceId());
        if (watch.points().contains(point)) {
            watch.listener().reported(outcome(point));
        }
    }

    /** It reaches addresses that begin so, and no others. */
    public void reach(String prefix) {
        reach(prefix, OptionalInt.empty());
    }

    /** It reaches addresses that begin so, at this port, and no others. */
    public void reach(String prefix, OptionalInt port) {
        reached = prefix;
        reachedPort = port;
    }

    @Override
    public boolean reaches(String host, OptionalInt port) {
        return host.startsWith(reached) && (port.isEmpty() || reachedPort.isEmpty() || port.equals(reachedPort));
    }

    /** A device announces itself from an address. */
    public void announce(DeviceRef device) {
        announcements.accept(device);
    }

    @Override
    public void watch(DeviceRef device, List<PointId> points, ReportListener listener) {
        watches.put(device.deviceId(), new Watch(device, List.copyOf(points), listener));
        points.forEach(point -> {
            Failure failure = takesSubscriptions ? failures.get(point) : NO_SUBSCRIPTIONS;
            if (failure == null) {
                listener.begun(point);
            } else {
                listener.ended(point, failure);
            }
        });
    }

    @Override
    public Reporting reporting(DeviceRef device) {
        return reporting;
    }

    @Override
    public void forget(DeviceRef device) {
        forgotten.add(device.deviceId());
    }

    /** The devices that the site has no longer. */
    public List<Integer> forgotten() {
        return List.copyOf(forgotten);
    }

    /** How many properties this device answers at once. */
    public void propertiesPerRequest(int deviceId, int properties) {
        atOnce.put(deviceId, properties);
    }

    @Override
    public CompletionStage<Integer> propertiesPerRequest(DeviceRef device) {
        return CompletableFuture.completedFuture(atOnce.getOrDefault(device.deviceId(), PROPERTIES_PER_REQUEST));
    }

    @Override
    public void listen(Consumer<DeviceRef> listener) {
        announcements = listener;
    }

    public void value(PointId point, PointValue value) {
        values.put(point, value);
    }

    public void flags(PointId point, StatusFlag... set) {
        flags.put(point, Set.of(set));
    }

    public void unreliable(PointId point) {
        unreliable.add(point);
    }

    /** Somebody writes to a slot, the driver or another. */
    public void hold(PointId point, int priority, PointValue value) {
        values.put(point, value);
        slots.put(slot(point, priority), kept(value));
    }

    /** What a slot holds now. */
    public PointValue held(PointId point, int priority) {
        return slots.getOrDefault(slot(point, priority), PointValue.NULL);
    }

    /** From now on slots keep whole numbers, whatever is written. */
    public void round() {
        rounding = true;
    }

    /** From now on this point has no priority array: what is written is its value, and nothing is released. */
    public void plain(PointId point) {
        plain.add(point);
    }

    /** From now on releases of this point are accepted, and its slots keep what they hold. */
    public void stick(PointId point) {
        stuck.add(point);
    }

    /** From now on reads and writes of this point fail, while its device answers. */
    public void fail(PointId point, Failure failure) {
        failures.put(point, failure);
    }

    /** From now on it is read and written as before. */
    public void mend(PointId point) {
        failures.remove(point);
    }

    /** How long the device takes for an answer, or to be given up while it is dead. */
    public void delay(int deviceId, Duration delay) {
        delays.put(deviceId, delay);
    }

    public void kill(int deviceId) {
        dead.add(deviceId);
    }

    /** Nobody answers at this address any more, whoever it was. */
    public void silence(DeviceAddress address) {
        silent.add(address);
    }

    /** Somebody answers at this address, too, whose maker is another than that of all others. */
    public void vendor(DeviceAddress address, String name) {
        vendors.put(address, name);
    }

    public void revive(int deviceId) {
        dead.remove(deviceId);
    }

    /** What discoveries find from now on, and how long they take. */
    public void discoverable(DiscoveryReport found, Duration after) {
        report = found;
        discoveryDelay = after;
    }

    public List<Read> reads() {
        return List.copyOf(reads);
    }

    public List<Read> reads(int deviceId) {
        return reads.stream()
                .filter(read -> read.device().deviceId() == deviceId)
                .toList();
    }

    public List<WriteRequest> writes() {
        return List.copyOf(writes);
    }

    public List<DiscoveryRequest> discoveries() {
        return List.copyOf(discoveries);
    }

    @Override
    public String version() {
        return "fake 1";
    }

    /** It is stopped: all that is outstanding, or asked from now on, fails. */
    public void close() {
        closed = true;
        outstanding.values().forEach(Runnable::run);
    }

    @Override
    public CompletionStage<List<ReadOutcome>> read(DeviceRef device, List<PointId> points) {
        reads.add(new Read(device, List.copyOf(points)));
        return after(
                delayOf(device),
                () -> points.stream()
                        .map(point -> silent.contains(device.address())
                                ? new ReadOutcome.Failed(point, silence(device.deviceId()), clock.instant())
                                : outcome(point))
                        .toList(),
                () -> points.stream()
                        .<ReadOutcome>map(point -> new ReadOutcome.Failed(point, CLOSED, clock.instant()))
                        .toList());
    }

    @Override
    public CompletionStage<IdentifyOutcome> identify(DeviceRef device) {
        return after(
                delayOf(device),
                () -> isSilent(device)
                        ? new IdentifyOutcome.Refused(silence(device.deviceId()))
                        : new IdentifyOutcome.Known(vendors.getOrDefault(device.address(), "vendor")),
                () -> new IdentifyOutcome.Refused(CLOSED));
    }

    @Override
    public CompletionStage<WriteOutcome> write(WriteRequest request) {
        writes.add(request);
        return after(
                delayOf(request.device()),
                () -> written(request),
                () -> new WriteOutcome.Refused(CLOSED, !request.preview()));
    }

    /** From now on a device has these events. */
    public void events(int deviceId, DeviceEvent... now) {
        events.put(deviceId, List.of(now));
    }

    /** What has been acknowledged, in that order. */
    public List<EventAcknowledgement> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** A device announces an event. */
    public void announceEvent(int deviceId) {
        eventListener.accept(deviceId);
    }

    @Override
    public void listenForEvents(IntConsumer listener) {
        eventListener = listener;
    }

    /** The objects that were named in each question for events, in that order. */
    public List<List<PointId>> eventQuestions() {
        return List.copyOf(eventQuestions);
    }

    @Override
    public CompletionStage<EventsOutcome> events(DeviceRef device, List<PointId> known) {
        eventQuestions.add(List.copyOf(known));
        return after(
                delayOf(device),
                () -> isSilent(device)
                        ? new EventsOutcome.Refused(silence(device.deviceId()))
                        : new EventsOutcome.Known(events.getOrDefault(device.deviceId(), List.of())),
                () -> new EventsOutcome.Refused(CLOSED));
    }

    /** Only what is open is taken. */
    @Override
    public CompletionStage<AcknowledgeOutcome> acknowledge(DeviceRef device, EventAcknowledgement acknowledgement) {
        return after(
                delayOf(device),
                () -> isSilent(device)
                        ? new AcknowledgeOutcome.Refused(silence(device.deviceId()))
                        : taken(acknowledgement),
                () -> new AcknowledgeOutcome.Refused(CLOSED));
    }

    /** From now on a device has these notification classes. */
    public void classes(int deviceId, NotificationClass... now) {
        classes.put(deviceId, List.of(now));
    }

    @Override
    public CompletionStage<RecipientsOutcome> recipients(DeviceRef device, Set<Integer> wanted) {
        return after(
                delayOf(device),
                () -> isSilent(device)
                        ? new RecipientsOutcome.Refused(silence(device.deviceId()))
                        : new RecipientsOutcome.Known(wanted.isEmpty() ? classesOf(device) : found(device, wanted)),
                () -> new RecipientsOutcome.Refused(CLOSED));
    }

    private List<NotificationClass> classesOf(DeviceRef device) {
        return classes.getOrDefault(device.deviceId(), List.of());
    }

    private List<NotificationClass> found(DeviceRef device, Set<Integer> wanted) {
        return wanted.stream()
                .sorted()
                .map(instance -> classesOf(device).stream()
                        .filter(one -> one.instance() == instance)
                        .findFirst()
                        .orElseGet(() -> new NotificationClass(
                                instance,
                                Optional.empty(),
                                List.of(),
                                Set.of(),
                                List.of(),
                                Optional.of(new Failure(ErrorCode.DEVICE_ERROR, "no such object")))))
                .toList();
    }

    private AcknowledgeOutcome taken(EventAcknowledgement acknowledgement) {
        int deviceId = acknowledgement.object().deviceId();
        List<DeviceEvent> before = events.getOrDefault(deviceId, List.of());
        boolean open = before.stream()
                .filter(event -> event.object().equals(acknowledgement.object()))
                .anyMatch(event -> event.open().stream().anyMatch(acknowledgement.transition()::isSame));
        if (!open) {
            return new AcknowledgeOutcome.Refused(new Failure(ErrorCode.CONFLICT, "no such change waits"));
        }
        acknowledged.add(acknowledgement);
        events.put(
                deviceId,
                before.stream()
                        .map(event -> without(event, acknowledgement))
                        .filter(event ->
                                !event.state().isNormal() || !event.open().isEmpty())
                        .toList());
        return new AcknowledgeOutcome.Taken();
    }

    private static DeviceEvent without(DeviceEvent event, EventAcknowledgement acknowledgement) {
        return new DeviceEvent(
                event.object(),
                event.state(),
                event.open().stream()
                        .filter(open -> !event.object().equals(acknowledgement.object())
                                || !open.isSame(acknowledgement.transition()))
                        .toList(),
                event.alarm(),
                event.priority());
    }

    private boolean isSilent(DeviceRef device) {
        return dead.contains(device.deviceId()) || silent.contains(device.address());
    }

    @Override
    public CompletionStage<DiscoveryReport> discover(DiscoveryRequest request, Consumer<DiscoveryProgress> progress) {
        discoveries.add(request);
        progress.accept(new DiscoveryProgress(0, "", 0, OptionalInt.empty()));
        return after(
                discoveryDelay,
                () -> {
                    progress.accept(
                            new DiscoveryProgress(100, "", report.devices().size(), OptionalInt.empty()));
                    return report;
                },
                () -> new DiscoveryReport(List.of(), List.of(), List.of()));
    }

    private Duration delayOf(DeviceRef device) {
        return delays.getOrDefault(device.deviceId(), Duration.ZERO);
    }

    private ReadOutcome outcome(PointId point) {
        if (dead.contains(point.deviceId())) {
            return new ReadOutcome.Failed(point, silence(point.deviceId()), clock.instant());
        }
        Failure failure = failures.get(point);
        if (failure != null) {
            return new ReadOutcome.Failed(point, failure, clock.instant());
        }
        return new ReadOutcome.Value(
                point,
                values.getOrDefault(point, new PointValue.Real(0)),
                flags.getOrDefault(point, Set.of()),
                !unreliable.contains(point),
                clock.instant());
    }

    private WriteOutcome written(WriteRequest request) {
        if (dead.contains(request.device().deviceId())) {
            return new WriteOutcome.Refused(silence(request.device().deviceId()));
        }
        Failure failure = failures.get(request.pointId());
        if (failure != null) {
            return new WriteOutcome.Refused(failure);
        }
        if (request.onlyIfReleasable() && plain.contains(request.pointId())) {
            return new WriteOutcome.Refused(new Failure(ErrorCode.NOT_WRITABLE, "the object has no priority array"));
        }
        if (request.preview()) {
            return new WriteOutcome.Written(
                    present(request.pointId()), false, OptionalInt.empty(), Optional.empty(), replaced(request));
        }
        if (request.value().equals(PointValue.NULL) && plain.contains(request.pointId())) {
            return releasedPlain(request);
        }
        PointValue held = held(request.pointId(), request.priority());
        if (request.onlyIfHeld().filter(expected -> !expected.equals(held)).isPresent()) {
            return new WriteOutcome.Refused(new Failure(ErrorCode.CONFLICT, "the slot holds " + held));
        }
        if (request.value().equals(PointValue.NULL) && stuck.contains(request.pointId())) {
            return new WriteOutcome.Written(held, false, OptionalInt.empty(), Optional.empty());
        }
        Optional<PointValue> replaced = replaced(request);
        hold(request.pointId(), request.priority(), request.value());
        if (plain.contains(request.pointId())) {
            value(request.pointId(), request.value());
        }
        return new WriteOutcome.Written(
                request.value(),
                true,
                OptionalInt.empty(),
                Optional.of(kept(request.value())).filter(kept -> !kept.equals(request.value())),
                replaced);
    }

    private WriteOutcome releasedPlain(WriteRequest request) {
        return new WriteOutcome.Refused(
                request.onlyIfHeld()
                                .filter(expected -> !expected.equals(present(request.pointId())))
                                .isPresent()
                        ? new Failure(ErrorCode.CONFLICT, "the point holds another value by now")
                        : new Failure(ErrorCode.NOT_WRITABLE, "the object has no priority array"));
    }

    private Optional<PointValue> replaced(WriteRequest request) {
        return plain.contains(request.pointId()) ? Optional.of(present(request.pointId())) : Optional.empty();
    }

    private PointValue present(PointId point) {
        return values.getOrDefault(point, new PointValue.Real(0));
    }

    private PointValue kept(PointValue value) {
        return rounding && value instanceof PointValue.Double number
                ? new PointValue.Real(Math.round(number.value()))
                : value;
    }

    private static String slot(PointId point, int priority) {
        return point + " " + priority;
    }

    private static Failure silence(int deviceId) {
        return new Failure(ErrorCode.DEVICE_TIMEOUT, "device " + deviceId + " did not answer");
    }

    /** @param gaveUp the answer if the driver is closed before, or already */
    private <T> CompletionStage<T> after(Duration delay, Supplier<T> answer, Supplier<T> gaveUp) {
        if (closed || delay.isZero()) {
            return CompletableFuture.completedFuture(closed ? gaveUp.get() : answer.get());
        }
        CompletableFuture<T> stage = new CompletableFuture<>();
        outstanding.put(stage, () -> stage.complete(gaveUp.get()));
        stage.whenComplete((value, none) -> outstanding.remove(stage));
        scheduler.schedule(() -> stage.complete(answer.get()), delay.toNanos(), TimeUnit.NANOSECONDS);
        return stage;
    }
}
