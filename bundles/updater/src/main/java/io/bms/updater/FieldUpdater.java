// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.update.SoftwareSink;
import io.bms.api.update.SoftwareStatus;
import io.bms.api.update.UpdateContents;
import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateRecord;
import io.bms.api.update.UpdateState;
import io.bms.api.update.UpdateState.Phase;
import io.bms.api.update.UpdateVerdict;
import io.bms.api.update.Updater;
import io.bms.disk.Disk;
import io.bms.settings.SettingsKeeper;
import io.bms.update.PackageCheck;
import io.bms.update.PublicKeyFile;
import io.bms.update.RefusedException;
import io.bms.update.SignedList;
import io.bms.update.Staging;
import io.bms.update.UpdateManifest;
import io.bms.update.VendorKeys;
import io.bms.update.VerifiedPackage;
import io.bms.update.folder.UpdateFolder;
import io.bms.updater.fetch.Room;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all doors call. Thread: any; its work bms-updater, one at a time. */
@Component(configurationPid = "io.bms.updater", immediate = true)
@Designate(ocd = UpdaterConfig.class)
public final class FieldUpdater implements Updater {
    private static final Logger LOG = LoggerFactory.getLogger(FieldUpdater.class);
    private static final String ENDING = ".pem";
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final UpdaterSettings settings;
    private final UpdateFolder folder;
    private final Disk disk;
    private final Path home;
    private final Path data;
    private final Framework framework;
    private final List<SoftwareSink> sinks = new CopyOnWriteArrayList<>();
    private final PlanMaker plans;
    private final HotRun hot;
    private final Progress progress;
    private final Clock clock;
    private final ScheduledExecutorService thread;

    @Activate
    public FieldUpdater(
            BundleContext context,
            Map<String, Object> properties,
            @Reference SettingsKeeper keeper,
            @Reference FeaturesService features,
            @Reference ServiceComponentRuntime components) {
        this(
                keeper.read(UpdaterConfig.class, properties, UpdaterSettings::of),
                Path.of(context.getProperty("karaf.home")),
                Path.of(context.getProperty("bms.data")),
                Disk.real(),
                Clock.systemUTC(),
                thread(),
                new LiveFramework(
                        new Services(context),
                        new FeatureSwap(features, new SuccessorCheck(context::getBundle, components)),
                        new Gauge(new Services(context), components, Clock.systemUTC())));
    }

    FieldUpdater(
            UpdaterSettings settings,
            Path home,
            Path data,
            Disk disk,
            Clock clock,
            ScheduledExecutorService thread,
            Framework framework) {
        this.settings = settings;
        this.home = home;
        this.data = data;
        this.disk = disk;
        this.clock = clock;
        this.thread = thread;
        folder = new UpdateFolder(disk, data, clock);
        this.framework = framework;
        progress = new Progress(clock, this::tell);
        plans = new PlanMaker(framework, home, data, folder);
        hot = new HotRun(framework, folder, settings, progress, clock, thread);
        if (isOnTrial()) {
            thread.execute(this::awaitJudgement);
        }
    }

    private boolean isOnTrial() {
        return folder.trial().filter(trial -> trial.starts() > 0).isPresent();
    }

    /** The launcher judges what this start tries, and knows nobody to tell it to. */
    private void awaitJudgement() {
        if (isOnTrial()) {
            thread.schedule(this::awaitJudgement, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            tell();
        }
    }

    private static ScheduledExecutorService thread() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "bms-updater");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    @Deactivate
    public void close() {
        thread.shutdownNow();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSink(SoftwareSink sink) {
        sinks.add(sink);
        thread.execute(() -> software().ifPresent(sink::software));
    }

    void unbindSink(SoftwareSink sink) {
        sinks.remove(sink);
    }

    private void tell() {
        software().ifPresent(now -> sinks.forEach(sink -> sink.software(now)));
    }

    /** Empty where the folder of updates cannot be read, which is no reason not to go on. */
    private Optional<SoftwareStatus> software() {
        try {
            List<UpdateRecord> history = history();
            return Optional.of(new SoftwareStatus(
                    framework.version(),
                    state(),
                    folder.previous(),
                    history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1))));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("what runs is not made known", e);
            return Optional.empty();
        }
    }

    @Override
    public CompletionStage<UpdateVerdict> verify(Path file) {
        return work(() -> {
            Path scratch = Files.createTempDirectory("bms-update");
            try {
                VerifiedPackage verified = read(file, scratch);
                return taken(plans.to(verified, scratch).plan(verified.id()), verified);
            } finally {
                disk.deleteTree(scratch);
            }
        });
    }

    @Override
    public CompletionStage<UpdateVerdict> install(Path file, Optional<String> id, boolean attended) {
        return work(() -> alone(lock -> {
            progress.enter(Phase.STAGING, "");
            hot.forgetEnded();
            requireRoom(file);
            Path incoming = folder.incoming();
            disk.deleteTree(incoming);
            disk.createFolders(incoming);
            try {
                VerifiedPackage verified = read(file, incoming);
                requireMeant(id, verified);
                progress.enter(Phase.STAGING, verified.id());
                if (!attended) {
                    refuseIfFailed(verified.id());
                }
                SwapPlan plan = plans.to(verified, incoming);
                new Staging(disk, folder, home, data).stage(verified, incoming);
                begin(plan, verified, lock);
                return taken(plan.plan(verified.id()), verified);
            } finally {
                disk.deleteTree(incoming);
            }
        }));
    }

    /** Somebody may have put another package since the one that was looked at. */
    private static void requireMeant(Optional<String> id, VerifiedPackage verified) throws RefusedException {
        if (id.isPresent() && !id.get().equals(verified.id())) {
            throw new RefusedException("The package is " + verified.id() + ", and not " + id.get()
                    + ", which was looked at: somebody has put another meanwhile. Look at it again first.");
        }
    }

    /** Before the disk is full, and before anything is written. */
    private void requireRoom(Path file) throws IOException, RefusedException {
        long needed = Room.unpacking(Files.size(file));
        long free = Files.getFileStore(folder.folder()).getUsableSpace();
        if (free < needed) {
            throw new RefusedException("There are " + Room.mib(free) + " MiB free on the disk of " + data
                    + ", and this needs " + Room.mibAtLeast(needed) + ". Make room first.");
        }
    }

    private void begin(SwapPlan plan, VerifiedPackage verified, FileChannel lock) throws IOException, RefusedException {
        String version = verified.manifest().version();
        if (plan.isHot()) {
            hot.rehearse(version);
            hot.begin(verified.id(), plans.running(), version, plan, lock);
        } else {
            folder.putOnTrial(verified.id(), 0);
            hot.restart(verified.id(), lock);
        }
    }

    @Override
    public CompletionStage<UpdateVerdict> rollBack() {
        return work(() -> hot.abort()
                ? aborted()
                : alone(lock -> {
                    Optional<UpdateFolder.Trial> trial = folder.trial();
                    return trial.isPresent() ? trialEnded(trial.get(), lock) : takenBack(lock);
                }));
    }

    /** What is in force was so all the time; where the trial had not begun, it runs as well. */
    private UpdateVerdict trialEnded(UpdateFolder.Trial trial, FileChannel lock) throws IOException, RefusedException {
        String before = folder.committed().orElse(UpdateFolder.NONE);
        SwapPlan plan = plans.back(before);
        folder.endTrialByHand(trial.id());
        if (trial.starts() > 0) {
            plan = plan.byRestart("it was started with the update that is on trial");
            hot.restart(before, lock);
        } else {
            progress.idle();
            lock.close();
        }
        return new UpdateVerdict.Taken(plan.plan(before), Optional.empty());
    }

    private UpdateVerdict takenBack(FileChannel lock) throws IOException, RefusedException {
        String now = folder.committed()
                .orElseThrow(() -> new RefusedException("No update is in force; there is nothing to take back."));
        String before = folder.before();
        SwapPlan plan = plans.back(before);
        folder.rollBackByHand();
        if (plan.isHot()) {
            hot.back(now, plans.running(), plans.versionOf(before), lock);
        } else {
            hot.restart(before, lock);
        }
        return new UpdateVerdict.Taken(plan.plan(before), Optional.empty());
    }

    private UpdateVerdict aborted() throws IOException, RefusedException {
        String before = folder.committed().orElse(UpdateFolder.NONE);
        return new UpdateVerdict.Taken(plans.back(before).plan(before), Optional.empty());
    }

    @Override
    public CompletionStage<KeyVerdict> addKey(Path file) {
        CompletableFuture<KeyVerdict> done = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                done.complete(keyAdded(file));
            } catch (RefusedException e) {
                done.complete(new KeyVerdict.Refused(e.getMessage()));
            } catch (IOException e) {
                done.complete(new KeyVerdict.Refused("It cannot be read or written (" + e.getMessage() + ")."));
            }
        });
        return done;
    }

    private KeyVerdict keyAdded(Path file) throws IOException, RefusedException {
        return file.getFileName().toString().equals(SignedList.NAME) ? listAdded(file) : operatorsAdded(file);
    }

    private KeyVerdict listAdded(Path file) throws IOException, RefusedException {
        SignedList list = SignedList.read(file.getParent())
                .orElseThrow(
                        () -> new RefusedException("There is no file " + file + ", or it is too large for a list."));
        VendorKeys known = VendorKeys.of(home, data);
        int version = known.keep(disk, data, list);
        return new KeyVerdict.ListAdded(
                version,
                known.with(list).keys().stream()
                        .map(key -> key.name() + " (" + key.id() + ")")
                        .toList());
    }

    private KeyVerdict operatorsAdded(Path file) throws IOException, RefusedException {
        if (!file.getFileName().toString().matches("[0-9A-Za-z][0-9A-Za-z._-]{0,63}\\.pem")) {
            throw new RefusedException("The file of a key is called NAME" + ENDING + ", and this " + file.getFileName()
                    + ". Name it after whose key it is.");
        }
        if (!Files.isReadable(file)) {
            throw new RefusedException("There is no file " + file + " that the gateway's user may read.");
        }
        PublicKeyFile key = PublicKeyFile.read(file);
        Path target = UpdateFolder.keys(data).resolve(file.getFileName().toString());
        if (Files.exists(target) && !PublicKeyFile.read(target).id().equals(key.id())) {
            throw new RefusedException("There is another key " + key.name() + " already. Give this one another name, or"
                    + " delete " + target + " first, which revokes that one.");
        }
        disk.createFolders(target.getParent());
        disk.replace(target, Files.readAllBytes(file));
        return new KeyVerdict.Added(key.name(), key.id());
    }

    @Override
    public UpdateState state() {
        try {
            return progress.state(
                    folder.committed().orElse(UpdateFolder.NONE),
                    folder.trial().map(UpdateFolder.Trial::id).or(folder::hot));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<UpdateRecord> history() {
        try {
            return folder.history().stream()
                    .map(entry -> new UpdateRecord(entry.at(), entry.id(), entry.outcome()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private VerifiedPackage read(Path file, Path incoming) throws IOException, RefusedException {
        try (InputStream in = Files.newInputStream(file)) {
            return new PackageCheck(home, data, folder).read(in, settings.signers(), incoming);
        }
    }

    private void refuseIfFailed(String id) throws IOException, RefusedException {
        Optional<UpdateFolder.Entry> failure = folder.failure(id);
        if (failure.isPresent()) {
            throw new RefusedException("The update " + id + " was tried on "
                    + failure.get().at() + " and "
                    + failure.get().outcome() + ". Have it installed at the shell or on the page if it is to be tried"
                    + " again.");
        }
    }

    private static UpdateVerdict taken(UpdatePlan plan, VerifiedPackage verified) {
        UpdateManifest manifest = verified.manifest();
        return new UpdateVerdict.Taken(
                plan,
                Optional.of(new UpdateContents(
                        manifest.release(),
                        manifest.version(),
                        manifest.created(),
                        verified.signers(),
                        manifest.notes())));
    }

    @FunctionalInterface
    private interface Work {
        UpdateVerdict run() throws IOException, RefusedException;
    }

    @FunctionalInterface
    private interface LockedWork {
        UpdateVerdict run(FileChannel lock) throws IOException, RefusedException;
    }

    /** Whoever goes on after this holds the lock until the end; otherwise it is given back. */
    private UpdateVerdict alone(LockedWork work) throws IOException, RefusedException {
        FileChannel lock = folder.lock()
                .orElseThrow(() -> new RefusedException("Another update is being installed or taken back."
                        + " bms:update-status says how far it is; wait until it has ended."));
        boolean goesOn = false;
        try {
            UpdateVerdict verdict = work.run(lock);
            goesOn = true;
            return verdict;
        } finally {
            if (!goesOn) {
                progress.idle();
                lock.close();
            }
        }
    }

    private CompletionStage<UpdateVerdict> work(Work work) {
        CompletableFuture<UpdateVerdict> done = new CompletableFuture<>();
        thread.execute(() -> done.complete(verdict(work)));
        return done;
    }

    private UpdateVerdict verdict(Work work) {
        try {
            return work.run();
        } catch (RefusedException e) {
            return new UpdateVerdict.Refused(e.getMessage());
        } catch (NoSuchFileException e) {
            return new UpdateVerdict.Refused("There is no file " + e.getFile() + ".");
        } catch (IOException e) {
            LOG.warn("an update cannot be read or written", e);
            return new UpdateVerdict.Refused(
                    "It cannot be read or written (" + e.getMessage() + "). Nothing of what runs has changed.");
        }
    }
}
