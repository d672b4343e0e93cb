// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.status.StatusItem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the broker when it is wanted, again and again while it cannot be opened, and closes it when
 * it is not wanted. All of that happens on one thread, so that no two of them overlap and nobody waits
 * for the second that a start takes.
 *
 * <p>Thread: any; the broker opens and closes on bms-broker-lifecycle.
 */
final class BrokerLifecycle {
    /** Opens a broker; blocks, and leaves nothing behind when it throws. */
    interface Opener {
        Running open() throws Exception;
    }

    /** A broker that listens. */
    interface Running {
        void stop() throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLifecycle.class);
    private static final int LONGEST_PAUSE_SECONDS = 30;
    private static final int STOPPED_WITHIN_SECONDS = 20;

    private final Opener opener;
    private final ScheduledExecutorService executor;
    private final Clock clock;
    private volatile boolean wanted;
    private volatile Optional<Problem> problem = Optional.empty();

    // only the thread of the executor touches these
    private Optional<Running> running = Optional.empty();
    private boolean retryPending;
    private int failures;

    /** @param executor of a single thread, which {@link #close()} ends */
    BrokerLifecycle(Opener opener, ScheduledExecutorService executor, Clock clock) {
        this.opener = opener;
        this.executor = executor;
        this.clock = clock;
    }

    /** Returns at once; the broker follows. */
    void want(boolean broker) {
        wanted = broker;
        executor.execute(this::follow);
    }

    /** Why there is no broker although there should be one. */
    Optional<Problem> problem() {
        return problem;
    }

    /** Returns when the broker has stopped, so that a successor finds its ports and its files free. */
    void close() {
        want(false);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOPPED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the MQTT broker has not stopped after {} s", STOPPED_WITHIN_SECONDS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            if (wanted) {
                open();
            } else {
                stop();
            }
        } catch (Exception failure) {
            failed(failure);
        }
    }

    private void open() throws Exception {
        if (running.isPresent()) {
            return;
        }
        running = Optional.of(opener.open());
        problem = Optional.empty();
        failures = 0;
    }

    private void stop() throws Exception {
        problem = Optional.empty();
        failures = 0;
        Optional<Running> last = running;
        running = Optional.empty();
        if (last.isPresent()) {
            last.get().stop();
        }
    }

    private void failed(Exception failure) {
        if (!wanted) {
            LOG.warn("the MQTT broker did not stop cleanly", failure);
            return;
        }
        report(failure.getMessage() == null ? failure.toString() : failure.getMessage(), failure);
        if (!retryPending) {
            retryPending = true;
            executor.schedule(
                    this::retry, Math.min(LONGEST_PAUSE_SECONDS, 1L << Math.min(failures, 10)), TimeUnit.SECONDS);
        }
        failures++;
    }

    private void retry() {
        retryPending = false;
        follow();
    }

    private void report(String message, Exception failure) {
        Optional<Problem> before = problem;
        if (before.isPresent() && before.get().message().equals(message)) {
            LOG.debug("the MQTT broker still does not listen: {}", message);
            return;
        }
        LOG.error("the MQTT broker does not listen: {}", message);
        LOG.debug("cause", failure);
        Instant since = before.map(Problem::since).orElseGet(clock::instant);
        problem = Optional.of(new Problem("broker_not_listening", message, since));
    }
}
