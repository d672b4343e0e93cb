// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.point.PointId;
import io.bms.api.update.UpdateState.Phase;
import io.bms.update.RefusedException;
import io.bms.update.folder.UpdateFolder;
import io.bms.updater.UpdateGate.Finding;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries an update in the running gateway: measures, replaces its bundles, compares each second, and commits it by one
 * rename, or puts back what was before and measures that too. What was before is in force until the rename, so whatever
 * ends the process in between starts that. Thread: bms-updater.
 */
final class HotRun {
    private static final Logger LOG = LoggerFactory.getLogger(HotRun.class);
    /** How long it may take to replace bundles, whatever keeps this from noticing. */
    private static final Duration SWAP = Duration.ofSeconds(90);

    private static final String BY_HAND = "by hand";

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** A full disk may keep the end of the process from being recorded. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Framework framework;
    private final UpdateFolder folder;
    private final UpdaterSettings settings;
    private final Progress progress;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    /** The one under way, if any; written by bms-updater. */
    private Run run;

    HotRun(
            Framework framework,
            UpdateFolder folder,
            UpdaterSettings settings,
            Progress progress,
            Clock clock,
            ScheduledExecutorService thread) {
        this.framework = framework;
        this.folder = folder;
        this.settings = settings;
        this.progress = progress;
        this.clock = clock;
        this.thread = thread;
    }

    /** @throws RefusedException the bundles of that version cannot run here; nothing has been stopped */
    void rehearse(String version) throws RefusedException {
        try {
            framework.rehearse(version);
        } catch (FeatureSwap.Failed e) {
            LOG.warn("an update does not fit", e);
            try {
                framework.forget(version);
            } catch (FeatureSwap.Failed again) {
                LOG.warn("it is still known to Karaf", again);
            }
            throw new RefusedException("The package does not fit what runs here: " + e.getMessage()
                    + ". Ask whoever made it for another; bms update-install FILE would try it at the next start.");
        }
    }

    /** What a full disk kept from being recorded at the end of the last one. Whoever calls holds the lock. */
    void forgetEnded() throws IOException {
        if (run == null && folder.hot().isPresent()) {
            folder.endHot();
        }
    }

    /**
     * Goes on by itself, in a moment, so that answers still get out: what brings them may be replaced.
     *
     * @param lock is closed at the end
     */
    void begin(String id, String from, String to, SwapPlan plan, Closeable lock) {
        run = new Run(id, from, to, plan, lock);
        progress.enter(Phase.SWAPPING, id);
        thread.schedule(run::swap, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The one under way is taken back at its next look; false: none is that far. */
    boolean abort() {
        if (run == null || run.watch == null) {
            return false;
        }
        run.unwanted = true;
        return true;
    }

    /**
     * The process ends and starts anew, in a moment, so that answers still get out. Whatever holds this thread up
     * meanwhile, the watch is outside.
     *
     * @param lock is held until then, so that nothing else begins
     */
    void restart(String id, Closeable lock) {
        progress.enter(Phase.RESTARTING, id);
        if (!framework.watched()) {
            progress.idle();
            closed(lock);
            return;
        }
        try {
            framework.watch(LOOK);
        } catch (UncheckedIOException e) {
            LOG.warn("the gateway does not start anew yet, since that cannot be recorded", e);
            thread.schedule(() -> restart(id, lock), RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Puts back, in a moment, what is in force already. */
    void back(String id, String from, String to, Closeable lock) {
        progress.enter(Phase.TAKING_BACK, id);
        thread.schedule(() -> putBack(id, from, to, lock), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void putBack(String id, String from, String to, Closeable lock) {
        AutoCloseable watch = framework.watch(SWAP);
        try {
            framework.swapBack(from, to);
            closed(watch);
            progress.idle();
            closed(lock);
        } catch (FeatureSwap.Failed e) {
            LOG.warn("what was before cannot be put back in the running gateway, which starts anew with it", e);
            restart(id, lock);
        }
    }

    private static void closed(AutoCloseable it) {
        try {
            it.close();
        } catch (Exception e) {
            // It is a lock or a timer, which end with the process otherwise.
            LOG.warn("it cannot be closed", e);
        }
    }

    private static String text(List<Finding> findings) {
        return findings.stream().map(Finding::text).collect(Collectors.joining(", "));
    }

    /** One update under way. */
    private final class Run {
        private final String id;
        private final String from;
        private final String to;
        private final SwapPlan plan;
        private final Closeable lock;
        private Measured before;
        private Set<PointId> judged;
        private AutoCloseable watch;
        private boolean unwanted;

        private Run(String id, String from, String to, SwapPlan plan, Closeable lock) {
            this.id = id;
            this.from = from;
            this.to = to;
            this.plan = plan;
            this.lock = lock;
        }

        private void swap() {
            before = framework.measure();
            judged = framework.readWithin(settings.gate());
            try {
                watch = framework.watch(SWAP.plus(settings.gate()).plus(settings.proof()));
                folder.beginHot(id);
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("the update {} is not tried, since that cannot be recorded", id, e);
                end();
                return;
            }
            LOG.info("the update {} is tried: {}", id, plan.plan(id).changes());
            try {
                framework.swap(from, to);
            } catch (FeatureSwap.Hung e) {
                LOG.warn("the update {} cannot be put in, and the gateway starts anew with what was before", id, e);
                restarted("it cannot be put in: " + e.getMessage());
                return;
            } catch (FeatureSwap.Failed e) {
                LOG.warn("the update {} cannot be put in", id, e);
                takeBack("it cannot be put in: " + e.getMessage());
                return;
            }
            progress.enter(Phase.GATE, id);
            UpdateGate gate = new UpdateGate(before, judged, plan.expected(), clock.instant());
            new Judgement(gate, settings.proof(), this::commit, findings -> takeBack(text(findings))).look();
        }

        private void commit() {
            try {
                folder.commit(id);
            } catch (IOException e) {
                takeBack("it could not be recorded (" + e + ")");
                return;
            }
            LOG.info("the update {} is in force", id);
            recorded(UpdateFolder.IN_FORCE);
            end();
        }

        private void takeBack(String why) {
            LOG.warn("the update {} is taken back: {}", id, why);
            progress.enter(Phase.TAKING_BACK, id);
            AutoCloseable former = watch;
            watch = framework.watch(SWAP.plus(settings.gate()).plus(LOOK));
            closed(former);
            unwanted = false;
            try {
                framework.swapBack(to, from);
                framework.collect();
                UpdateGate gate = new UpdateGate(before, judged, plan.reversed().expected(), clock.instant());
                new Judgement(gate, LOOK, () -> failed(why), findings -> undecided(why, findings)).look();
            } catch (FeatureSwap.Failed e) {
                LOG.warn("what was before cannot be put back in the running gateway, which starts anew with it", e);
                // By hand is said in these words alone, and is no failure.
                restarted(why.equals(BY_HAND) ? why : why + "; and " + e.getMessage());
            }
        }

        private void failed(String why) {
            recorded(UpdateFolder.TAKEN_BACK + why);
            end();
        }

        /** Neither its watch nor its lock is given back: the process ends with them. */
        private void restarted(String why) {
            recorded(UpdateFolder.TAKEN_BACK + why);
            run = null;
            restart(id, lock);
        }

        /** What was before does not do it any more either. */
        private void undecided(String why, List<Finding> findings) {
            if (findings.stream().anyMatch(Finding::ours)) {
                LOG.warn("with what was before, {}; the gateway starts anew with it", text(findings));
                restarted(why);
                return;
            }
            if (why.equals(BY_HAND)) {
                failed(why);
                return;
            }
            recorded("inconclusive: " + why + "; and with what was before too: " + text(findings));
            end();
        }

        private void recorded(String outcome) {
            try {
                folder.record(id, outcome);
                folder.endHot();
            } catch (IOException e) {
                LOG.warn("what became of the update {} cannot be recorded", id, e);
            }
        }

        private void end() {
            if (watch != null) {
                closed(watch);
            }
            run = null;
            progress.idle();
            closed(lock);
        }

        /** Looks each second until all has been as it was for a while, or was not in time. */
        private final class Judgement {
            private final Duration proof;
            private final Runnable passed;
            private final Consumer<List<Finding>> failed;
            private UpdateGate gate;
            private Duration waited = Duration.ZERO;
            private Duration good = Duration.ZERO;

            private Judgement(UpdateGate gate, Duration proof, Runnable passed, Consumer<List<Finding>> failed) {
                this.gate = gate;
                this.proof = proof;
                this.passed = passed;
                this.failed = failed;
            }

            private void look() {
                if (unwanted) {
                    failed.accept(List.of(new Finding(true, BY_HAND)));
                    return;
                }
                Instant now = clock.instant();
                gate = now.isBefore(gate.since()) ? gate.since(now) : gate;
                List<Finding> findings = gate.findings(
                        framework.measure(), points -> framework.historyWrittenSince(gate.since(), points));
                progress.found(findings.stream().map(Finding::text).toList());
                if (findings.isEmpty() && good.compareTo(proof) >= 0) {
                    passed.run();
                    return;
                }
                if (!findings.isEmpty() && waited.compareTo(settings.gate()) >= 0) {
                    failed.accept(findings);
                    return;
                }
                good = findings.isEmpty() ? good.plus(LOOK) : Duration.ZERO;
                waited = waited.plus(LOOK);
                thread.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
