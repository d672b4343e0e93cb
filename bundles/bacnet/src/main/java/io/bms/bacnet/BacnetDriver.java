// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.Finding;
import io.bms.api.driver.IdentifyOutcome;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.RecipientOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.driver.ReportListener;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.bacnet.discovery.DatabaseRevisions;
import io.bms.bacnet.discovery.DeviceSurvey;
import io.bms.bacnet.discovery.Discovery;
import io.bms.bacnet.discovery.DiscoveryRun;
import io.bms.bacnet.discovery.Doctor;
import io.bms.bacnet.discovery.SurveyFiles;
import io.bms.bacnet.discovery.Surveys;
import io.bms.bacnet.event.AcknowledgementRun;
import io.bms.bacnet.event.EventsRun;
import io.bms.bacnet.event.RecipientEntryRun;
import io.bms.bacnet.event.RecipientsRun;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.link.CovReport;
import io.bms.bacnet.link.EventNotice;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.link.Namesake;
import io.bms.bacnet.link.Outstanding;
import io.bms.bacnet.link.RouterNews;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.link.UnaskedPackets;
import io.bms.bacnet.link.Worker;
import io.bms.bacnet.packet.Verdict;
import io.bms.bacnet.request.DeviceMemories;
import io.bms.bacnet.request.DeviceMemory;
import io.bms.bacnet.request.ErrorCounts;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.PropertyReader;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.request.UnaskedQueue;
import io.bms.bacnet.request.WhoIsHeard;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.PropertyKey;
import io.bms.bacnet.value.PropertyNames;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver as the rest of the gateway sees it: takes requests in, and has its worker do them. Thread: any; works on
 * bms-bacnet-worker.
 */
final class BacnetDriver implements PointDriver, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(BacnetDriver.class);
    /** The log names this many unusable announcements, and no more. */
    private static final int MOST_UNUSABLE = 100;

    private static final Failure CLOSED = new Failure(
            ErrorCode.NOT_CONFIGURED, "The BACnet driver is being stopped or replaced; try again in a moment");

    private final BacnetSettings settings;
    private final String version;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Worker worker = new Worker();
    private final ErrorCounts errors = new ErrorCounts();
    private final DeviceMemories memories;
    private final List<DiscoveryRun> discoveries = new ArrayList<>();
    private final List<Doctor> doctors = new ArrayList<>();
    /** Where the devices are that have been read, and are not forgotten. */
    private final Map<Integer, Target> readDevices = new HashMap<>();
    /** The same addresses, for the fence. */
    private final Set<DeviceAddress> readAddresses = ConcurrentHashMap.newKeySet();

    private final BacnetPort port;
    private final Reach reach;
    private final Requests requests;
    private final PropertyReader reader;
    private final CovSubscriptions subscriptions;
    private final DatabaseRevisions revisions;
    private final WhoIsHeard questions;
    private final SurveyFiles surveyFiles;
    private final Surveys surveys;
    private final Namesake namesake;
    private final Absent absent;
    /** The unusable announcements that the log has named. */
    private final Set<String> unusable = new HashSet<>();

    private final AtomicReference<Consumer<DeviceRef>> announcementListener = new AtomicReference<>(device -> {});
    private final AtomicReference<IntConsumer> eventListener = new AtomicReference<>(device -> {});

    BacnetDriver(BundleContext context, BacnetSettings settings) {
        this(
                settings,
                version(context.getBundle().getVersion()),
                Optional.ofNullable(context.getDataFile("surveys")).map(folder -> folder.toPath()
                        .resolve(settings.network().name())),
                Clock.systemUTC(),
                System::nanoTime);
    }

    /**
     * @param surveys the folder in which searches keep what they learn, of this network only; empty: nothing is kept
     * @param nanoTime paces what is asked rarely, as the Database_Revision
     */
    BacnetDriver(BacnetSettings settings, String version, Optional<Path> surveys, Clock clock, LongSupplier nanoTime) {
        this.settings = settings;
        reach = new Reach(settings);
        this.version = version;
        this.clock = clock;
        this.nanoTime = nanoTime;
        questions = new WhoIsHeard(nanoTime);
        memories = new DeviceMemories(nanoTime);
        Outstanding outstanding = new Outstanding();
        port = new BacnetPort(
                settings,
                outstanding,
                new UnaskedQueue(worker, new Unasked()),
                version.replaceFirst("^bacnet ", ""),
                Worker.executor("bms-bacnet-link"),
                clock);
        namesake = new Namesake(settings.deviceInstance(), port, worker.executor(), clock);
        absent = new Absent(port, nanoTime);
        requests = new Requests(settings, port, outstanding, memories, worker.executor(), errors);
        reader = new PropertyReader(requests, memories);
        revisions = new DatabaseRevisions(clock, nanoTime);
        surveyFiles = new SurveyFiles(surveys, clock);
        this.surveys = new Surveys(this::survey, surveyFiles, nanoTime);
        subscriptions = new CovSubscriptions(settings, requests, worker.executor(), clock, nanoTime);
    }

    /**
     * Opens the port; until then whatever is asked waits.
     *
     * @param handover how long the driver before this one may take to free the port
     */
    void open(Duration handover) {
        port.open(handover);
    }

    private static String version(Version version) {
        return "bacnet " + version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public CompletionStage<List<ReadOutcome>> read(DeviceRef device, List<PointId> points) {
        List<PointId> asked = List.copyOf(points);
        return worker.call(() -> startRead(device, asked), failure -> failed(asked, failure), CLOSED);
    }

    private CompletionStage<List<ReadOutcome>> startRead(DeviceRef device, List<PointId> points) {
        Optional<Target> target = target(device);
        target.ifPresent(known -> {
            Target before = readDevices.put(device.deviceId(), known);
            if (!known.equals(before)) {
                readAddresses.add(known.where());
                leave(before);
            }
            memories.of(device.address()).named(device.deviceId());
        });
        return target.isEmpty()
                ? CompletableFuture.completedFuture(failed(points, badAddress(device)))
                : new ReadRun(target.get(), points, memories.of(device.address()), errors, clock)
                        .run(reader, Patience.read(settings))
                        .thenApply(outcomes -> {
                            absent.read(device.deviceId(), target.get(), isSilent(outcomes));
                            askForRevision(device, target.get(), outcomes);
                            return outcomes;
                        });
    }

    /** Nobody is read at this address any more, unless another device is. */
    private void leave(Target target) {
        if (target != null
                && readDevices.values().stream().noneMatch(read -> read.where().equals(target.where()))) {
            readAddresses.remove(target.where());
        }
    }

    private static boolean isSilent(List<ReadOutcome> outcomes) {
        return !outcomes.isEmpty()
                && outcomes.stream()
                        .allMatch(outcome -> outcome instanceof ReadOutcome.Failed failed
                                && failed.failure().code() == ErrorCode.DEVICE_TIMEOUT);
    }

    /** A device that just answered is asked now and then whether its configuration is still the same. */
    private void askForRevision(DeviceRef device, Target target, List<ReadOutcome> outcomes) {
        boolean answered = outcomes.stream().anyMatch(ReadOutcome.Value.class::isInstance);
        Optional<PropertyKey> revision = answered ? revisions.due(device) : Optional.empty();
        if (revision.isPresent()) {
            reader.read(target, List.of(revision.get()), Patience.once(settings))
                    .thenAccept(readings -> revisions.read(device.deviceId(), readings.get(revision.get())));
        }
    }

    private List<ReadOutcome> failed(List<PointId> points, Failure failure) {
        return points.stream()
                .<ReadOutcome>map(point -> new ReadOutcome.Failed(point, failure, clock.instant()))
                .toList();
    }

    @Override
    public CompletionStage<WriteOutcome> write(WriteRequest request) {
        return worker.call(
                () -> startWrite(request), failure -> new WriteOutcome.Refused(failure, !request.preview()), CLOSED);
    }

    private CompletionStage<WriteOutcome> startWrite(WriteRequest request) {
        Optional<Target> target = target(request.device());
        Optional<ObjectIdentifier> object = ObjectTypes.objectOf(request.pointId());
        if (target.isEmpty() || object.isEmpty()) {
            return CompletableFuture.completedFuture(new WriteOutcome.Refused(
                    target.isEmpty() ? badAddress(request.device()) : ReadRun.unknownType(request.pointId())));
        }
        ReadBack readBack = new ReadBack(target.get(), reader, settings, worker.executor(), nanoTime);
        return new WriteRun(request, target.get(), object.get(), reader, requests, settings, errors, readBack).run();
    }

    @Override
    public CompletionStage<EventsOutcome> events(DeviceRef device, List<PointId> known) {
        List<PointId> objects = List.copyOf(known);
        return worker.call(() -> startEvents(device, objects), EventsOutcome.Refused::new, CLOSED);
    }

    private CompletionStage<EventsOutcome> startEvents(DeviceRef device, List<PointId> known) {
        Optional<Target> target = target(device);
        return target.isEmpty()
                ? CompletableFuture.completedFuture(new EventsOutcome.Refused(badAddress(device)))
                : new EventsRun(
                                device.deviceId(),
                                target.get(),
                                memories.of(device.address()),
                                requests,
                                reader,
                                settings)
                        .run(known);
    }

    @Override
    public CompletionStage<AcknowledgeOutcome> acknowledge(DeviceRef device, EventAcknowledgement acknowledgement) {
        return worker.call(
                () -> startAcknowledgement(device, acknowledgement), AcknowledgeOutcome.Refused::new, CLOSED);
    }

    private CompletionStage<AcknowledgeOutcome> startAcknowledgement(
            DeviceRef device, EventAcknowledgement acknowledgement) {
        Optional<Target> target = target(device);
        Optional<ObjectIdentifier> object = ObjectTypes.objectOf(acknowledgement.object());
        if (target.isEmpty() || object.isEmpty()) {
            return CompletableFuture.completedFuture(new AcknowledgeOutcome.Refused(
                    target.isEmpty() ? badAddress(device) : ReadRun.unknownType(acknowledgement.object())));
        }
        return new AcknowledgementRun(target.get(), object.get(), acknowledgement, requests, settings, clock).run();
    }

    @Override
    public CompletionStage<RecipientsOutcome> recipients(DeviceRef device, Set<Integer> classes) {
        Set<Integer> wanted = Set.copyOf(classes);
        return worker.call(() -> startRecipients(device, wanted), RecipientsOutcome.Refused::new, CLOSED);
    }

    private CompletionStage<RecipientsOutcome> startRecipients(DeviceRef device, Set<Integer> classes) {
        return target(device)
                .map(target -> recipientsRun(device, target).run(classes))
                .orElseGet(() -> CompletableFuture.completedFuture(new RecipientsOutcome.Refused(badAddress(device))));
    }

    private RecipientsRun recipientsRun(DeviceRef device, Target target) {
        return new RecipientsRun(
                device.deviceId(), target, memories.of(device.address()), requests, reader, port::isOwn, settings);
    }

    @Override
    public CompletionStage<RecipientOutcome> addRecipient(DeviceRef device, int notificationClass) {
        return change(device, notificationClass, RecipientEntryRun::add);
    }

    @Override
    public CompletionStage<RecipientOutcome> removeRecipient(
            DeviceRef device, int notificationClass, Optional<String> octets) {
        return change(device, notificationClass, run -> run.remove(octets));
    }

    private CompletionStage<RecipientOutcome> change(
            DeviceRef device,
            int notificationClass,
            Function<RecipientEntryRun, CompletionStage<RecipientOutcome>> how) {
        return worker.call(
                () -> target(device)
                        .map(target -> how.apply(new RecipientEntryRun(
                                notificationClass, target, requests, () -> recipientsRun(device, target), settings)))
                        .orElseGet(() ->
                                CompletableFuture.completedFuture(new RecipientOutcome.Refused(badAddress(device)))),
                RecipientOutcome.Refused::new,
                CLOSED);
    }

    @Override
    public CompletionStage<DiscoveryReport> discover(DiscoveryRequest request, Consumer<DiscoveryProgress> progress) {
        return worker.call(
                () -> new Discovery(settings, port, requests, memories, worker.executor(), surveys, System::nanoTime)
                        .start(request, progress, discoveries),
                failure -> Discovery.impossible(request, failure),
                CLOSED);
    }

    @Override
    public CompletionStage<PropertiesOutcome> properties(DeviceRef device, PointId point) {
        return worker.call(
                () -> startProperties(device, point, Optional.empty()), PropertiesOutcome.Refused::new, CLOSED);
    }

    @Override
    public CompletionStage<PropertiesOutcome> property(DeviceRef device, PointId point, String property) {
        Optional<PropertyIdentifier> wanted = PropertyNames.parse(property);
        return wanted.isEmpty()
                ? CompletableFuture.completedFuture(new PropertiesOutcome.Refused(PropertyNames.unknown(property)))
                : worker.call(() -> startProperties(device, point, wanted), PropertiesOutcome.Refused::new, CLOSED);
    }

    /** Reads the vendor's name, which every device object has (ASHRAE 135, 12.11). */
    @Override
    public CompletionStage<IdentifyOutcome> identify(DeviceRef device) {
        return worker.call(
                () -> startProperties(
                                device,
                                new PointId(device.deviceId(), "device", device.deviceId()),
                                Optional.of(PropertyIdentifier.vendorName))
                        .thenApply(BacnetDriver::identity),
                IdentifyOutcome.Refused::new,
                CLOSED);
    }

    private static IdentifyOutcome identity(PropertiesOutcome outcome) {
        return outcome.refusal()
                .<IdentifyOutcome>map(IdentifyOutcome.Refused::new)
                .orElseGet(() -> new IdentifyOutcome.Known(outcome.properties().stream()
                        .flatMap(property -> property.values().stream())
                        .findFirst()
                        .map(PointValue::inWords)
                        .orElse("")));
    }

    private CompletionStage<PropertiesOutcome> startProperties(
            DeviceRef device, PointId point, Optional<PropertyIdentifier> one) {
        Optional<Target> target = target(device);
        Optional<ObjectIdentifier> object = ObjectTypes.objectOf(point);
        if (target.isEmpty() || object.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new PropertiesOutcome.Refused(target.isEmpty() ? badAddress(device) : ReadRun.unknownType(point)));
        }
        PropertiesRun run = new PropertiesRun(target.get(), object.get());
        return one.map(property -> run.one(property, reader, Patience.read(settings)))
                .orElseGet(() -> run.all(reader, Patience.read(settings)));
    }

    private DeviceSurvey survey(IAm device) {
        revisions.forget(device.deviceId());
        DeviceMemory memory = memories.of(device.address()).named(device.deviceId());
        memory.surveyed();
        memory.capabilities(device.maxApdu(), device.segmentation());
        return new DeviceSurvey(
                device.deviceId(), Target.of(device.address()), memory, reader, Patience.bulk(settings), surveyFiles);
    }

    @Override
    public void watch(DeviceRef device, List<PointId> points, ReportListener listener) {
        List<PointId> asked = List.copyOf(points);
        worker.execute(() -> target(device)
                .ifPresentOrElse(
                        target -> subscriptions.watch(device, target, asked, listener),
                        () -> asked.forEach(point -> listener.ended(point, badAddress(device)))));
    }

    @Override
    public Reporting reporting(DeviceRef device) {
        return settings.cov().reporting();
    }

    @Override
    public CompletionStage<String> readBy(DeviceRef device, PointId point) {
        return worker.call(
                () -> CompletableFuture.completedFuture(
                        subscriptions.isReported(point)
                                ? "COV"
                                : memories.of(device.address()).isSingle() ? "single" : "RPM"),
                failure -> "not read",
                CLOSED);
    }

    @Override
    public CompletionStage<Integer> propertiesPerRequest(DeviceRef device) {
        return worker.call(
                () -> CompletableFuture.completedFuture(
                        memories.of(device.address()).batch()),
                failure -> PROPERTIES_PER_REQUEST,
                CLOSED);
    }

    @Override
    public void listen(Consumer<DeviceRef> listener) {
        announcementListener.set(listener);
    }

    @Override
    public void listenForEvents(IntConsumer listener) {
        eventListener.set(listener);
    }

    @Override
    public void forget(DeviceRef device) {
        worker.execute(() -> {
            leave(readDevices.remove(device.deviceId()));
            subscriptions.forget(device.deviceId());
            absent.answered(device.deviceId());
            revisions.forget(device.deviceId());
        });
    }

    @Override
    public boolean reaches(String host, OptionalInt port) {
        return reach.includes(host);
    }

    @Override
    public CompletionStage<List<Finding>> examine() {
        return worker.call(
                () -> {
                    Doctor called = new Doctor(settings, port, worker.executor(), readDevices.values());
                    doctors.add(called);
                    return called.examine().whenComplete((findings, none) -> doctors.remove(called));
                },
                failure -> List.of(Finding.wrong(failure.message())),
                CLOSED);
    }

    private static Optional<Target> target(DeviceRef device) {
        try {
            return Optional.of(Target.of(device.address()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Failure badAddress(DeviceRef device) {
        return new Failure(
                ErrorCode.INVALID_REQUEST,
                "Device " + device.deviceId() + " has the address '" + device.address()
                        + "', which is no IPv4 address; discover it again");
    }

    @Override
    public List<StatusItem> status() {
        Optional<BacnetPort.Trouble> trouble = port.trouble();
        List<StatusItem> items = new ArrayList<>();
        items.add(new StatusItem.BacnetConnection(
                port.stack().isPresent()
                        ? ConnectionStatus.CONNECTED
                        : trouble.isPresent() ? ConnectionStatus.ERROR : ConnectionStatus.DISCONNECTED));
        items.add(new StatusItem.Count(StatusItem.Counter.BACNET_TIMEOUTS, errors.timeouts()));
        items.add(new StatusItem.Count(StatusItem.Counter.BACNET_ERRORS, errors.errors()));
        trouble.ifPresent(it -> items.add(new StatusItem.Problem("bacnet_port", it.message(), it.since())));
        items.addAll(revisions.problems());
        port.unregistered().ifPresent(it -> items.add(new StatusItem.Problem("bbmd", it.message(), it.since())));
        namesake.trouble()
                .ifPresent(it -> items.add(new StatusItem.Problem("duplicate_instance", it.message(), it.since())));
        port.silenced().ifPresent(it -> items.add(new StatusItem.Problem("bacnet_silenced", it.message(), it.since())));
        port.replaced()
                .ifPresent(it -> items.add(new StatusItem.Problem("bacnet_stack_replaced", it.message(), it.since())));
        return items;
    }

    /** How many packets got which verdict of the fence since the port was last opened. */
    Map<Verdict, Long> packets() {
        return port.packets();
    }

    /** Answers everything outstanding, then frees the port. */
    void close() {
        worker.close(() -> {
            requests.close();
            surveys.close();
            List.copyOf(discoveries).forEach(DiscoveryRun::finish);
        });
        port.close();
        surveyFiles.close();
    }

    /** What comes unasked, and who is told. */
    private final class Unasked implements UnaskedPackets {
        @Override
        public void announced(IAm device) {
            if (device.deviceId() == settings.deviceInstance()) {
                namesake.heard(device.address());
                doctors.forEach(doctor -> doctor.heard(device));
                return;
            }
            memories.announced(device);
            List.copyOf(discoveries).forEach(discovery -> discovery.heard(device));
            doctors.forEach(doctor -> doctor.heard(device));
            subscriptions.announced(device, isAsked(device));
            announcementListener.get().accept(new DeviceRef(device.deviceId(), device.address()));
        }

        /** The gateway, or somebody else on the network, asked this device who it is. */
        private boolean isAsked(IAm device) {
            return !discoveries.isEmpty() || !doctors.isEmpty() || questions.covers(device.deviceId());
        }

        @Override
        public void unusable(String sender, String reason) {
            String words = "The announcement of a device at " + sender + " is ignored: " + reason;
            doctors.forEach(doctor -> doctor.unusable(words));
            if (unusable.size() < MOST_UNUSABLE && unusable.add(words)) {
                LOG.warn(words);
            }
        }

        @Override
        public void routes(RouterNews news) {
            absent.heard(news.router(), news.networks());
        }

        @Override
        public void reported(CovReport report) {
            subscriptions.reported(report);
        }

        @Override
        public boolean expectsReports(DeviceAddress device) {
            return subscriptions.expects(device);
        }

        @Override
        public boolean isRead(DeviceAddress device) {
            return readAddresses.contains(device);
        }

        /** The device that is named, or those at the address from where it came. */
        @Override
        public void notified(EventNotice notice) {
            if (notice.device().isPresent()
                    && readDevices.containsKey(notice.device().getAsInt())) {
                eventListener.get().accept(notice.device().getAsInt());
                return;
            }
            readDevices.forEach((device, target) -> {
                if (target.where().equals(notice.sender())) {
                    eventListener.get().accept(device);
                }
            });
        }

        @Override
        public void asked(int low, int high) {
            questions.heard(low, high);
        }
    }
}
