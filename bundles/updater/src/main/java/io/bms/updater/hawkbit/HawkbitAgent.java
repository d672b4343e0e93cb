// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateRecord;
import io.bms.api.update.UpdateState;
import io.bms.api.update.UpdateState.Phase;
import io.bms.api.update.UpdateVerdict;
import io.bms.api.update.Updater;
import io.bms.disk.Sha256;
import io.bms.update.folder.UpdateFolder;
import io.bms.updater.fetch.Fetch;
import io.bms.updater.fetch.Room;
import io.bms.updater.hawkbit.Assignment.Stage;
import io.bms.updater.hawkbit.Ddi.Artifact;
import io.bms.updater.hawkbit.Ddi.Feedback;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway does for a hawkBit server, a step at a time. Whatever ends the process or the connection in between,
 * the next step goes on from {@link Assignment}: it is written before what it names is done, and the server is told how
 * an action ended until it has taken that. Thread: one that may wait; {@link #doing} and {@link #failure}: any.
 */
final class HawkbitAgent {
    private static final Logger LOG = LoggerFactory.getLogger(HawkbitAgent.class);
    /** How often the updater is looked at while it installs. */
    private static final Duration LOOK = Duration.ofSeconds(2);
    /** A package of the largest size is verified within a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int MOST_FETCHES = 10;
    private static final int MOST_TRIES = 3;
    private static final String ENDING = ".bmsu";

    private final Ddi server;
    private final Updater updater;
    private final AssignmentFile file;
    private final PollTimes times;
    private final LongSupplier nanoTime;
    private final Supplier<Map<String, String>> attributes;

    private Optional<Assignment> current;
    private Map<String, String> toldAttributes = Map.of();
    private long nextPoll;
    private boolean asked;
    private int failures;
    private int vainFetches;
    private volatile String doing = "has not asked yet";
    private volatile Optional<Failed> failure = Optional.empty();

    /**
     * Why the last exchange failed.
     *
     * @param times in sequence
     * @param refused the server answered, and will go on to until somebody changes something
     */
    record Failed(String why, int times, boolean refused) {}

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param attributes what the server is told of the gateway
     */
    HawkbitAgent(
            Ddi server,
            Updater updater,
            AssignmentFile file,
            PollTimes times,
            LongSupplier nanoTime,
            Supplier<Map<String, String>> attributes) {
        this.server = server;
        this.updater = updater;
        this.file = file;
        this.times = times;
        this.nanoTime = nanoTime;
        this.attributes = attributes;
        current = file.read();
        nextPoll = nanoTime.getAsLong() + times.first().toNanos();
    }

    /** For people, as in "waits for an action". */
    String doing() {
        return doing;
    }

    Optional<Failed> failure() {
        return failure;
    }

    /** Does what is due, and says how long the next step may wait. */
    Duration step() {
        try {
            boolean ended = is(Stage.INSTALLING) && look();
            if (nextPoll - nanoTime.getAsLong() <= 0 || ended && asked && failures == 0) {
                poll();
            }
        } catch (InterruptedIOException e) {
            return LOOK;
        } catch (IOException | UncheckedIOException e) {
            failed("what is under way for the hawkBit server cannot be read or written", e);
            return untilPoll();
        }
        Duration wait = untilPoll();
        return is(Stage.INSTALLING) && wait.compareTo(LOOK) > 0 ? LOOK : wait;
    }

    private Duration untilPoll() {
        return Duration.ofNanos(Math.max(0, nextPoll - nanoTime.getAsLong()));
    }

    private boolean is(Stage stage) {
        return current.isPresent() && current.get().is(stage);
    }

    private void poll() throws InterruptedIOException {
        asked = true;
        try {
            Optional<Duration> sleep = exchange();
            if (failures > 0) {
                LOG.info("the hawkBit server answers again, after {} failures", failures);
            }
            failures = 0;
            failure = Optional.empty();
            nextPoll = nanoTime.getAsLong() + times.afterAnswer(sleep).toNanos();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException | UncheckedIOException e) {
            failed("the hawkBit server cannot be used", e);
        }
    }

    /** The next poll tries it again, and later each time. */
    private void failed(String what, Exception e) {
        failures++;
        boolean refused = e instanceof Ddi.Answered answered && answered.status() / 100 == 4;
        failure = Optional.of(new Failed(String.valueOf(e.getMessage()), failures, refused));
        if (failures == 1) {
            LOG.warn("{}: {}", what, e.toString());
        } else {
            LOG.debug(what, e);
        }
        nextPoll = nanoTime.getAsLong() + times.afterFailure().toNanos();
    }

    private Optional<Duration> exchange() throws IOException {
        Ddi.Base base = server.base();
        tellAttributes(base);
        if (base.cancel().isPresent()) {
            cancel(base.cancel().get());
        } else if (base.deployment().isPresent()) {
            deploy(base.deployment().get(), base.sleep());
        } else if (current.isPresent()) {
            // It was closed there: by what was told, whose answer was lost, or by its operator.
            LOG.info(
                    "the action {} is over for the hawkBit server",
                    current.get().action());
            forget();
        }
        if (current.isEmpty()) {
            doing = base.confirmation()
                    ? "waits until somebody confirms the action at the server"
                    : "waits for an action";
        }
        return base.sleep();
    }

    private void tellAttributes(Ddi.Base base) throws IOException {
        Map<String, String> now = attributes.get();
        if (base.configData() || !toldAttributes.equals(now)) {
            try {
                server.configData(now);
            } catch (Ddi.Answered e) {
                // No reason not to be updated.
                LOG.debug("the hawkBit server does not take the gateway's attributes", e);
            }
            toldAttributes = now;
        }
    }

    /** Before it is tried it need not be; afterwards the gate has to judge it, or its operator at the gateway. */
    private void cancel(URI link) throws IOException {
        String action = server.stop(link);
        boolean tried = current.filter(mine -> mine.action().equals(action))
                .filter(mine -> mine.is(Stage.INSTALLING) || mine.is(Stage.CLOSING))
                .isPresent();
        if (tried) {
            server.feedback(
                    link,
                    action,
                    new Feedback("rejected", "none", "The package is being tried, or was; it ends by itself."));
            if (is(Stage.CLOSING)) {
                close();
            }
            return;
        }
        server.feedback(link, action, new Feedback("closed", "success", "Nothing was changed."));
        LOG.info("the action {} of the hawkBit server is cancelled", action);
        if (current.filter(mine -> mine.action().equals(action)).isPresent()) {
            forget();
        }
    }

    private void deploy(URI link, Optional<Duration> sleep) throws IOException {
        if (is(Stage.CLOSING)) {
            close();
            return;
        }
        try {
            Ddi.Deployment wanted = server.deployment(link);
            if (current.isPresent() && !current.get().action().equals(wanted.id())) {
                if (is(Stage.INSTALLING)) {
                    return;
                }
                forget();
            }
            go(wanted, link, sleep);
        } catch (Ddi.Answered e) {
            // Between the two questions somebody has ended it.
            if (!e.isOver()) {
                throw e;
            }
            LOG.info("the action of the hawkBit server is over");
            forget();
        }
    }

    private void go(Ddi.Deployment wanted, URI link, Optional<Duration> sleep) throws IOException {
        if (is(Stage.INSTALLING)) {
            return;
        }
        if (!wanted.download()) {
            doing = "waits until the action " + wanted.id() + " is to be fetched";
            return;
        }
        if (current.isEmpty()) {
            file.dropPackage();
            vainFetches = 0;
            keep(Assignment.fetching(wanted.id(), link));
            tell("proceeding", "The package is fetched.");
        }
        List<Artifact> packages = wanted.artifacts().stream()
                .filter(artifact -> artifact.filename().endsWith(ENDING))
                .toList();
        Optional<String> fault = fault(packages);
        if (fault.isPresent()) {
            end(false, fault.get());
            return;
        }
        if (is(Stage.FETCHED) && Files.exists(file.packageFile())) {
            install(wanted);
        } else {
            fetch(packages.get(0), sleep);
            if (is(Stage.FETCHED)) {
                // It took a while, and the operator may want it no more.
                install(server.deployment(link));
            }
        }
    }

    private static Optional<String> fault(List<Artifact> packages) {
        if (packages.size() != 1) {
            return Optional.of("The distribution set has " + packages.size() + " artifacts whose names end in " + ENDING
                    + "; it needs exactly one.");
        }
        Artifact one = packages.get(0);
        if (one.size() < 1 || one.size() > Room.MOST) {
            return Optional.of(one.filename() + " has " + one.size() + " bytes; 1 to " + Room.MOST + " are taken.");
        }
        if (one.sha256().isEmpty() || one.link().isEmpty()) {
            return Optional.of("The server gives no SHA-256 or no link of " + one.filename() + ".");
        }
        return Optional.empty();
    }

    private void fetch(Artifact artifact, Optional<Duration> sleep) throws IOException {
        Path target = file.packageFile();
        doing = "fetches " + artifact.filename();
        long before = length(target);
        try {
            if (before > artifact.size()) {
                file.dropPackage();
                before = 0;
            }
            if (before < artifact.size()) {
                Optional<String> lack = lack(artifact.size(), before);
                if (lack.isPresent()) {
                    end(false, lack.get());
                    return;
                }
                if (!server.fetch(artifact, target, times.within(sleep.orElse(Duration.ofMinutes(1))))) {
                    vainFetches = 0;
                    return;
                }
            }
            String hash = Sha256.of(target);
            if (!hash.equals(artifact.sha256().orElseThrow())) {
                file.dropPackage();
                throw new IOException("what was fetched of " + artifact.filename() + " has the SHA-256 " + hash
                        + ", and not the one that the server says");
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (e instanceof Ddi.Answered answered && answered.isFinal()) {
                end(false, "The package cannot be fetched: " + e.getMessage() + ".");
                return;
            }
            // One that was too slow begins anew, and would be so for ever.
            boolean further = length(target) > before && !(e instanceof Fetch.TooSlow);
            vainFetches = further ? 0 : vainFetches + 1;
            if (vainFetches >= MOST_FETCHES) {
                end(false, "The package cannot be fetched, tried " + vainFetches + " times: " + e.getMessage() + ".");
                return;
            }
            throw e;
        }
        file.keepPackage();
        keep(current.orElseThrow().fetched());
    }

    /** What room is missing for it, and for its installation; empty: none. */
    private Optional<String> lack(long size, long there) throws IOException {
        long needed = Room.fetching(size) - there;
        long free = file.usableBytes();
        return free < needed
                ? Optional.of("There are " + Room.mib(free) + " MiB free on the gateway's disk, and this needs "
                        + Room.mibAtLeast(needed) + ". Make room there, and have it installed again.")
                : Optional.empty();
    }

    private static long length(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void install(Ddi.Deployment wanted) throws IOException {
        if (!current.orElseThrow().told()) {
            tell("downloaded", "The package is here.");
            keep(current.orElseThrow().withTold());
        }
        if (!wanted.update()) {
            doing = "has the package of action " + wanted.id() + ", and waits for its maintenance window";
            return;
        }
        if (another(wanted)) {
            return;
        }
        Path target = file.packageFile();
        UpdateVerdict verified = await(updater.verify(target));
        if (another(wanted)) {
            // It began meanwhile, and what is verified may have to be something else when it has ended.
            return;
        }
        if (verified instanceof UpdateVerdict.Refused refused) {
            end(false, refused.reason());
            return;
        }
        UpdatePlan plan = ((UpdateVerdict.Taken) verified).plan();
        Assignment mine = current.orElseThrow();
        tell("proceeding", "The package " + plan.id() + " is tried. " + String.join(" ", plan.pauses()));
        keep(mine.installing(plan.id(), updater.history().size()));
        doing = "has " + plan.id() + " tried";
        LOG.info("the action {} of the hawkBit server: {} is installed", wanted.id(), plan.id());
        if (await(updater.install(target, Optional.of(plan.id()), false)) instanceof UpdateVerdict.Refused refused) {
            if (another(wanted)) {
                keep(mine);
            } else {
                end(false, refused.reason());
            }
        }
    }

    /** Another update is being installed or tried; this one waits, and is asked for again at the next poll. */
    private boolean another(Ddi.Deployment wanted) {
        UpdateState state = updater.state();
        boolean busy = state.phase() != Phase.IDLE || state.onTrial().isPresent();
        if (busy) {
            doing = "has the package of action " + wanted.id() + ", and waits until another update has ended";
        }
        return busy;
    }

    /** Looks what became of it; true if that is known. */
    private boolean look() throws IOException {
        Assignment mine = current.orElseThrow();
        // Before the history, which has the outcome before the updater is idle.
        UpdateState state = updater.state();
        List<UpdateRecord> history = updater.history();
        Optional<String> outcome = history.stream()
                .skip(Math.min(mine.before(), history.size()))
                .filter(entry -> entry.id().equals(mine.update()))
                .map(UpdateRecord::outcome)
                .findFirst();
        if (outcome.isEmpty() && (state.phase() != Phase.IDLE || state.onTrial().isPresent())) {
            doing = "has " + mine.update() + " tried"
                    + (state.phase() == Phase.IDLE ? "" : ": " + state.phase().wireName());
            return false;
        }
        if (outcome.isPresent()) {
            keep(mine.ended(outcome.get().equals(UpdateFolder.IN_FORCE), mine.update() + ": " + outcome.get()));
        } else if (state.inForce().equals(mine.update())) {
            keep(mine.ended(true, mine.update() + ": " + UpdateFolder.IN_FORCE));
        } else if (mine.tries() < MOST_TRIES) {
            // The gateway ended before it began.
            keep(mine.fetched());
        } else {
            keep(mine.ended(false, mine.update() + ": it was begun " + mine.tries() + " times, and never tried"));
        }
        return true;
    }

    /** The package goes first: where the disk is full of it, nothing could be kept. */
    private void end(boolean success, String reason) throws IOException {
        file.dropPackage();
        keep(current.orElseThrow().ended(success, reason));
        close();
    }

    private void close() throws IOException {
        Assignment mine = current.orElseThrow();
        doing = "tells how the action " + mine.action() + " ended: " + mine.reason();
        try {
            tell("closed", mine.success() ? "success" : "failure", mine.reason());
        } catch (Ddi.Answered e) {
            if (!e.isFinal()) {
                throw e;
            }
            LOG.info("the hawkBit server does not take how the action {} ended: {}", mine.action(), e.getMessage());
        }
        LOG.info("the action {} of the hawkBit server ended: {}", mine.action(), mine.reason());
        forget();
    }

    private void tell(String execution, String detail) throws IOException {
        tell(execution, "none", detail);
    }

    private void tell(String execution, String finished, String detail) throws IOException {
        Assignment mine = current.orElseThrow();
        server.feedback(URI.create(mine.link()), mine.action(), new Feedback(execution, finished, detail));
    }

    private void keep(Assignment assignment) throws IOException {
        file.write(assignment);
        current = Optional.of(assignment);
    }

    private void forget() throws IOException {
        file.forget();
        current = Optional.empty();
    }

    private static UpdateVerdict await(CompletionStage<UpdateVerdict> verdict) throws IOException {
        try {
            return verdict.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the updater does not answer", e);
        }
    }
}
