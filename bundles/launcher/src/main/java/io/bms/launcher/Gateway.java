// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.disk.Disk;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The gateway's process: looks whether it can run here, then becomes Karaf. Exit status 1 is a refusal, with the
 * reason on the error stream; 10 asks to be started again.
 */
public final class Gateway {
    private static final int REFUSED = 1;
    private static final int READY_SECONDS = 180;
    private static final int TRIAL_SECONDS = 60;
    /** How long it may take to stop what has failed. */
    private static final long HALT_MS = TimeUnit.SECONDS.toMillis(30);

    private static final Duration KEEP_TIME = Duration.ofMinutes(5);

    private Gateway() {}

    public static void main(String[] args) throws Exception {
        int code;
        try {
            code = run(Path.of(System.getProperty("bms.home")), Path.of(System.getenv("BMS_DATA")));
        } catch (CannotStartException e) {
            System.err.println(e.getMessage());
            code = REFUSED;
        }
        System.exit(code);
    }

    private static int run(Path home, Path data) throws Exception {
        Layout layout = Layout.of(home, data);
        try (DataLock lock = DataLock.take(layout)) {
            lock.sign();
            return launch(layout);
        } catch (AccessDeniedException e) {
            throw Unwritable.refusal(Path.of(e.getFile()));
        }
    }

    private static int launch(Layout layout) throws Exception {
        Files.deleteIfExists(layout.ready());
        restore(layout);
        EtcFolder.bring(Disk.real(), layout.homeEtc(), layout.etc());
        EtcFolder.setAside(Disk.real(), layout.homeEtc(), layout.etc()).forEach(System.err::println);
        Files.createDirectories(layout.log());
        Files.createDirectories(layout.repository());
        Files.createDirectories(layout.updateRepository());
        String distribution = CacheFolder.distribution(layout);
        Updates updates = new Updates(Disk.real(), layout, Clock.systemUTC(), System.err::println);
        updates.remember(factory(layout));
        Optional<UpdateSet> update = updates.choose(distribution);
        if (update.isPresent()) {
            update.get().writeInto(layout.etc());
        }
        CacheFolder cache =
                CacheFolder.prepare(layout, update.map(UpdateSet::id).orElse(""), System.err::println);
        List<Endpoint> endpoints = Endpoints.configured(layout.etc(), System.getenv());
        for (Endpoint endpoint : endpoints) {
            endpoint.tryOut();
        }
        setProperties(layout, cache);
        try (KeptTime time = KeptTime.of(layout.clock())) {
            KeptHeap heap = new KeptHeap(layout.heap());
            time.keepEach(KEEP_TIME, heap::keep);
            UpdateTrial trial = new UpdateTrial(
                    updates,
                    seconds("BMS_UPDATE_READY_SECONDS", READY_SECONDS),
                    seconds("BMS_UPDATE_TRIAL_SECONDS", TRIAL_SECONDS),
                    daemon("bms-launcher-trial"),
                    Gateway::restart);
            UpdateWatch watch = new UpdateWatch(cache, daemon("bms-launcher-watch"), Gateway::restart);
            return new KarafProcess(
                            () -> announce(layout, heap, endpoints),
                            new BundleChanges(cache),
                            trial,
                            watch,
                            () -> leave(layout))
                    .run();
        }
    }

    /** Where the distribution lies that was installed, as {@code bin/bms} of that one says where another starts. */
    private static Path factory(Layout layout) throws IOException {
        String given = System.getenv("BMS_FACTORY");
        return given == null ? layout.home() : Path.of(given).toRealPath();
    }

    /** How long something about an update on trial takes, as the environment says. */
    private static Duration seconds(String name, int otherwise) throws CannotStartException {
        String given = System.getenv().getOrDefault(name, Integer.toString(otherwise));
        if (!given.matches("[1-9][0-9]{0,3}")) {
            throw new CannotStartException(name + " is " + given + "; it has to be 1 to 9999.");
        }
        return Duration.ofSeconds(Integer.parseInt(given));
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** In order if the bundles let it, which are not to be trusted with that. */
    private static void restart() {
        daemon("bms-launcher-halt")
                .schedule(() -> Runtime.getRuntime().halt(KarafProcess.RESTART), HALT_MS, TimeUnit.MILLISECONDS);
        System.exit(KarafProcess.RESTART);
    }

    /**
     * A backup that cannot be restored does not keep the gateway from starting: it goes on with the data that was
     * there.
     */
    private static void restore(Layout layout) throws IOException {
        try {
            Restore.run(layout.data(), Clock.systemUTC())
                    .ifPresent(aside ->
                            System.out.println("The backup is restored; what was here before is in " + aside + "."));
        } catch (CannotStartException e) {
            System.err.println(e.getMessage() + " The gateway starts with what was there before; that file is now "
                    + Restore.setAside(layout.data()) + ".");
        }
    }

    private static void setProperties(Layout layout, CacheFolder cache) {
        System.setProperty("bms.data", layout.data().toString());
        System.setProperty("bms.updates.uri", layout.updateRepository().toUri().toString());
        System.setProperty("karaf.home", layout.home().toString());
        System.setProperty("karaf.base", layout.home().toString());
        System.setProperty("karaf.etc", layout.etc().toString());
        System.setProperty("karaf.data", cache.path().toString());
        System.setProperty("karaf.log", layout.log().toString());
        System.setProperty("karaf.instances", cache.path().resolve("instances").toString());
        System.setProperty("karaf.startLocalConsole", "false");
        System.setProperty("karaf.startRemoteShell", "false");
        // KarafProcess stops the framework on any signal, and Karaf's own handler knows only one.
        System.setProperty("karaf.handle.sigterm", "false");
        System.setProperty("java.io.tmpdir", cache.tmp().toString());
        System.setProperty(
                "java.util.logging.config.file",
                layout.etc().resolve("java.util.logging.properties").toString());
    }

    private static void announce(Layout layout, KeptHeap heap, List<Endpoint> endpoints) throws IOException {
        // Starting takes far more memory than running: what is garbage now is given back to the system.
        System.gc();
        heap.keep();
        Announcement.begin(layout, endpoints);
    }

    private static void leave(Layout layout) throws IOException {
        Files.deleteIfExists(layout.ready());
        Files.deleteIfExists(layout.pid());
    }
}
