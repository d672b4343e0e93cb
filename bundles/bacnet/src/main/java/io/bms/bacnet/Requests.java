// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.ResponseConsumer;
import com.serotonin.bacnet4j.apdu.AckAPDU;
import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.exception.BACnetTimeoutException;
import com.serotonin.bacnet4j.exception.CommunicationDisabledException;
import com.serotonin.bacnet4j.exception.ServiceTooBigException;
import com.serotonin.bacnet4j.service.acknowledgement.AcknowledgementService;
import com.serotonin.bacnet4j.service.confirmed.ConfirmedRequestService;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests when their {@link Lanes} let them, each with a deadline of its own: the library may
 * never call back. Confined to {@code worker}'s thread.
 */
final class Requests {
    /** Probes of addresses where there may be nobody do not wait for each other. */
    private static final int PROBES_PER_REQUEST = 16;

    private static final long PUMP_MS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final String UNDECODABLE =
            "it has another type than the standard says, or an encoding that is not known here";
    private static final String OVER = "The search that this was asked for has ended";
    private static final String CLOSED = "The BACnet driver is being stopped or replaced; try again in a moment";

    private final BacnetSettings settings;
    private final Link link;
    private final Outstanding outstanding;
    private final DeviceMemories memories;
    private final ScheduledExecutorService worker;
    private final ErrorCounts errors;

    private final Lanes<Pending> lanes;
    private final Budgets budgets;
    private final Set<Pending> all = new HashSet<>();
    private boolean closed;
    private boolean pumping;

    /** A request until it is answered. */
    private static final class Pending {
        final Target target;
        final ConfirmedRequestService request;
        final Patience patience;
        final CompletableFuture<Answer> answer = new CompletableFuture<>();
        Outstanding.Asked asked;
        int attempt;
        long sentAt;
        boolean sent;
        boolean second;
        ScheduledFuture<?> deadline;

        Pending(Target target, ConfirmedRequestService request, Patience patience) {
            this.target = target;
            this.request = request;
            this.patience = patience;
        }
    }

    Requests(
            BacnetSettings settings,
            Link link,
            Outstanding outstanding,
            DeviceMemories memories,
            ScheduledExecutorService worker,
            ErrorCounts errors) {
        this.settings = settings;
        this.link = link;
        this.outstanding = outstanding;
        this.memories = memories;
        this.worker = worker;
        this.errors = errors;
        lanes = new Lanes<>(
                settings.maxInFlight(), device -> memories.of(device).atOnce());
        budgets = new Budgets(settings.limits(), System::nanoTime);
    }

    /** Asks a device, once those before it have been answered. Completes normally, on the worker's thread. */
    CompletionStage<Answer> ask(Target target, ConfirmedRequestService request, Patience patience) {
        Pending pending = new Pending(target, request, patience);
        if (closed) {
            return CompletableFuture.completedFuture(new Answer.Dropped(CLOSED, false));
        }
        all.add(pending);
        if (patience.probing()) {
            send(pending);
            return pending.answer;
        }
        lanes.add(target.where(), pending);
        pump();
        return pending.answer;
    }

    /** How many probes to have outstanding at once. */
    int probesAtOnce() {
        return settings.maxInFlight() * PROBES_PER_REQUEST;
    }

    /** Fails everything outstanding, and whatever comes after. */
    void close() {
        closed = true;
        for (Pending pending : Set.copyOf(all)) {
            finish(pending, new Answer.Dropped(CLOSED, pending.sent));
        }
    }

    private void pump() {
        while (!closed) {
            Pending pending = lanes.next(budgets::allow).orElse(null);
            if (pending == null) {
                pumpLater();
                return;
            }
            budgets.spend(pending.target.where());
            pending.answer.thenAccept(answer -> free(pending, answer));
            send(pending);
        }
    }

    /** Where a budget holds requests back, there is more of it soon. */
    private void pumpLater() {
        if (!pumping && lanes.isHeldBack()) {
            pumping = true;
            worker.schedule(
                    () -> {
                        pumping = false;
                        pump();
                    },
                    PUMP_MS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void free(Pending pending, Answer answer) {
        lanes.free(pending.target.where(), !(answer instanceof Answer.Silent));
        if (!closed) {
            worker.execute(this::pump);
        }
    }

    private void send(Pending pending) {
        Session session = link.session().orElse(null);
        if (session == null) {
            finish(pending, new Answer.Dropped(link.closedReason(), pending.attempt > 0));
            return;
        }
        if (pending.patience.over().getAsBoolean()) {
            finish(pending, new Answer.Dropped(OVER, pending.attempt > 0));
            return;
        }
        int attempt = ++pending.attempt;
        pending.sent = true;
        Callback callback = new Callback(pending, attempt);
        pending.asked = new Outstanding.Asked(callback::hand);
        pending.sentAt = System.nanoTime();
        pending.second = lanes.outstanding(pending.target.where()) > 1;
        pending.deadline = worker.schedule(
                () -> arrived(pending, attempt, new Answer.Silent()),
                pending.patience.deadlineMs(),
                TimeUnit.MILLISECONDS);
        DeviceMemory memory = memories.of(pending.target.where());
        session.send(pending.target, pending.asked, pending.request, memory.maxApdu(), memory.segmentation(), callback);
    }

    private void arrived(Pending pending, int attempt, Answer answer) {
        if (attempt != pending.attempt || !all.contains(pending)) {
            return;
        }
        settle(pending);
        Answer said = answer instanceof Answer.Silent && outstanding.isAnswered(pending.asked)
                ? new Answer.Unreadable(UNDECODABLE)
                : answer;
        if (!pending.patience.probing()) {
            notePace(pending, said);
        }
        if (!(said instanceof Answer.Silent)) {
            finish(pending, said);
        } else if (attempt < pending.patience.attempts() && !closed) {
            budgets.spend(pending.target.where());
            send(pending);
        } else {
            if (!pending.patience.probing()) {
                errors.timeout();
            }
            finish(pending, said);
        }
    }

    /** What is behind a router shares its line with others, so that no device there counts as fast. */
    private void notePace(Pending pending, Answer answer) {
        DeviceMemory memory = memories.of(pending.target.where());
        if (answer instanceof Answer.Silent) {
            memory.silent(pending.second);
        } else if (answer.isOfDevice() && pending.target.route().isEmpty()) {
            memory.answeredAfter(System.nanoTime() - pending.sentAt);
        }
    }

    private void settle(Pending pending) {
        if (pending.sent) {
            pending.sent = false;
            pending.deadline.cancel(false);
            outstanding.over(pending.asked);
        }
    }

    private void finish(Pending pending, Answer answer) {
        settle(pending);
        all.remove(pending);
        pending.answer.complete(answer);
    }

    /** Hands what the library says over to the worker at once. */
    private final class Callback implements ResponseConsumer {
        private final Pending pending;
        private final int attempt;

        Callback(Pending pending, int attempt) {
            this.pending = pending;
            this.attempt = attempt;
        }

        @Override
        public void success(AcknowledgementService service) {
            hand(new Answer.Done(Optional.ofNullable(service)));
        }

        @Override
        public void fail(AckAPDU answer) {
            hand(WrongType.in(answer)
                    .<Answer>map(wrong -> new Answer.Unreadable(wrong.words()))
                    .orElseGet(() -> new Answer.Refused(Refusal.of(answer))));
        }

        @Override
        public void ex(BACnetException e) {
            if (e instanceof BACnetTimeoutException) {
                hand(new Answer.Silent());
            } else if (e instanceof CommunicationDisabledException) {
                hand(new Answer.Dropped(Link.SILENCED, false));
            } else if (e instanceof ServiceTooBigException) {
                hand(new Answer.TooLong());
            } else if (e.getCause() instanceof IOException failed) {
                hand(new Answer.Dropped(
                        "Nothing can be sent to " + pending.target.where() + " (" + failed.getMessage()
                                + "); check the gateway's network and its address on it",
                        false));
            } else {
                LOG.debug("An answer of {} could not be decoded", pending.target.where(), e);
                hand(new Answer.Unreadable(UNDECODABLE));
            }
        }

        private void hand(Answer answer) {
            try {
                worker.execute(() -> arrived(pending, attempt, answer));
            } catch (RejectedExecutionException e) {
                // The driver has closed, and has answered everything itself.
                return;
            }
        }
    }
}
