// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.main.Main;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

/** Karaf in this process, from its start to its end. */
final class KarafProcess {
    /** How long the framework may take to stop. */
    private static final long STOP_MS = TimeUnit.SECONDS.toMillis(15);

    static final int RESTART = 10;
    private static final int FAILED = 1;

    private final Step ready;
    private final BundleChanges changes;
    private final UpdateTrial trial;
    private final UpdateWatch watch;
    private final Step ended;
    private final Main main = new Main(new String[0]);
    /** Somebody wants it to end. */
    private volatile boolean stopping;

    /** A step of the launcher's that works on files. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /**
     * @param ready everything is installed and started
     * @param changes hears that it starts, and of the bundles from then on
     * @param trial hears when it starts and when it is ready
     * @param watch is offered to whoever tries an update in the running gateway
     * @param ended the framework has stopped, or never ran
     */
    KarafProcess(Step ready, BundleChanges changes, UpdateTrial trial, UpdateWatch watch, Step ended) {
        this.ready = ready;
        this.changes = changes;
        this.trial = trial;
        this.watch = watch;
        this.ended = ended;
    }

    /** Runs until the framework stops; the process's exit status. */
    int run() throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "bms-launcher-stop"));
        changes.starting();
        trial.starting();
        main.launch();
        Framework framework = main.getFramework();
        watch.offer(framework.getBundleContext());
        Readiness readiness = Readiness.watch(framework, () -> {
            framework.getBundleContext().addBundleListener(changes);
            changes.ready();
            ready.run();
            trial.ready(() -> Readiness.idle(framework.getBundleContext().getBundles()));
        });
        main.awaitShutdown();
        boolean stopped = main.destroy();
        if (!readiness.reached()) {
            System.err.println("The gateway ended before it was ready; its log says why.");
            return !stopping && trial.ended() ? RESTART : FAILED;
        }
        if (Boolean.getBoolean("karaf.restart")) {
            return RESTART;
        }
        return stopped ? main.getExitCode() : FAILED;
    }

    /** On every way out: a signal, System.exit, the end of run(). */
    private void shutDown() {
        stopping = true;
        // Karaf ends the process where bundles do not fit together, and with a status by which nobody starts it again.
        boolean again = !wasSignalled() && trial.ended();
        try {
            Framework framework = main.getFramework();
            if (framework != null) {
                framework.stop();
                if (framework.waitForStop(STOP_MS).getType() == FrameworkEvent.STOPPED) {
                    changes.close();
                }
            }
            ended.run();
        } catch (BundleException | IOException e) {
            System.err.println("The gateway did not stop cleanly: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (again) {
                Runtime.getRuntime().halt(RESTART);
            }
        }
    }

    /** Java runs a thread of this name for each signal, which waits for us now. */
    private static boolean wasSignalled() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().matches("SIG[A-Z]+ handler"));
    }
}
