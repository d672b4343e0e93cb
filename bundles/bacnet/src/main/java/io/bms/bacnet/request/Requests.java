// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.ResponseConsumer;
import com.serotonin.bacnet4j.apdu.AckAPDU;
import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.exception.BACnetTimeoutException;
import com.serotonin.bacnet4j.exception.CommunicationDisabledException;
import com.serotonin.bacnet4j.exception.ServiceTooBigException;
import com.serotonin.bacnet4j.service.acknowledgement.AcknowledgementService;
import com.serotonin.bacnet4j.service.confirmed.ConfirmedRequestService;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.link.Outstanding;
import io.bms.bacnet.link.RejectedMessage;
import io.bms.bacnet.link.Stack;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.WrongType;
import java.io.IOException;
import java.time.Duration;
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
 * Sends requests when the {@link RequestQueue} lets them go, each with a deadline of its own, since the library may
 * never call back. Thread: bms-bacnet-worker.
 */
public final class Requests {
    /**
     * How many probes may be outstanding for each place in the queue: addresses where nobody may be do not wait for
     * each other.
     */
    private static final int PROBES_PER_REQUEST = 16;

    private static final long PUMP_MS = 10;
    private static final Duration MOST_OPENING = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final String UNDECODABLE =
            "it has another type than the standard says, or an encoding that is not known here";
    private static final String OVER = "The search that this was asked for has ended";
    private static final String CLOSED = "The BACnet driver is being stopped or replaced; try again in a moment";

    private final BacnetSettings settings;
    private final BacnetPort port;
    private final Outstanding outstanding;
    private final DeviceMemories memories;
    private final ScheduledExecutorService worker;
    private final ErrorCounts errors;

    private final RequestQueue<Request> queue;
    private final TokenBuckets buckets;
    private final Set<Request> all = new HashSet<>();
    private boolean closed;
    private boolean pumping;

    /** A request until it is answered. */
    private static final class Request {
        final Target target;
        final ConfirmedRequestService request;
        final Patience patience;
        final Outstanding.Keep keep;
        final CompletableFuture<RequestOutcome> answer = new CompletableFuture<>();
        Outstanding.Asked asked;
        int attempt;
        boolean waited;
        long sentAt;
        boolean sent;
        boolean second;
        ScheduledFuture<?> deadline;

        Request(Target target, ConfirmedRequestService request, Patience patience, Outstanding.Keep keep) {
            this.target = target;
            this.request = request;
            this.patience = patience;
            this.keep = keep;
        }
    }

    public Requests(
            BacnetSettings settings,
            BacnetPort port,
            Outstanding outstanding,
            DeviceMemories memories,
            ScheduledExecutorService worker,
            ErrorCounts errors) {
        this.settings = settings;
        this.port = port;
        this.outstanding = outstanding;
        this.memories = memories;
        this.worker = worker;
        this.errors = errors;
        queue = new RequestQueue<>(
                settings.maxInFlight(), device -> memories.of(device).atOnce());
        buckets = new TokenBuckets(settings.rates(), System::nanoTime);
    }

    /** Asks a device, once its turn has come. Completes normally, on bms-bacnet-worker. */
    public CompletionStage<RequestOutcome> ask(Target target, ConfirmedRequestService request, Patience patience) {
        return ask(new Request(target, request, patience, Outstanding.Keep.NOTHING));
    }

    /**
     * The same, and a ComplexACK is had as {@link RequestOutcome.Octets}, be it one that the library can decode or not:
     * for what must go back to the device octet for octet.
     */
    public CompletionStage<RequestOutcome> askForOctets(
            Target target, ConfirmedRequestService request, Patience patience) {
        return ask(new Request(target, request, patience, Outstanding.Keep.AS_SENT));
    }

    /** Asks for many properties; a ComplexACK is had as {@link RequestOutcome.Octets}, for {@link MultipleRead}. */
    CompletionStage<RequestOutcome> askForMany(Target target, MultipleRequest request, Patience patience) {
        return ask(new Request(target, request, patience, Outstanding.Keep.READABLE));
    }

    private CompletionStage<RequestOutcome> ask(Request pending) {
        if (closed) {
            return CompletableFuture.completedFuture(new RequestOutcome.Dropped(CLOSED, false));
        }
        all.add(pending);
        if (pending.patience.probing()) {
            send(pending);
            return pending.answer;
        }
        queue.add(pending.target.where(), pending);
        pump();
        return pending.answer;
    }

    /** How many probes to have outstanding at once. */
    public int probesAtOnce() {
        return settings.maxInFlight() * PROBES_PER_REQUEST;
    }

    /** Fails everything outstanding, and whatever comes after. */
    public void close() {
        closed = true;
        for (Request pending : Set.copyOf(all)) {
            finish(pending, new RequestOutcome.Dropped(CLOSED, pending.sent));
        }
    }

    private void pump() {
        while (!closed) {
            Request pending = queue.next(buckets::allow).orElse(null);
            if (pending == null) {
                pumpLater();
                return;
            }
            buckets.spend(pending.target.where());
            pending.answer.thenAccept(answer -> free(pending, answer));
            send(pending);
        }
    }

    /** Where a token bucket holds requests back, tries again soon. */
    private void pumpLater() {
        if (!pumping && queue.isHeldBack()) {
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

    private void free(Request pending, RequestOutcome answer) {
        queue.free(pending.target.where(), !answer.isSilent());
        if (!closed) {
            worker.execute(this::pump);
        }
    }

    private void send(Request pending) {
        Stack stack = port.stack().orElse(null);
        if (stack == null && port.isOpening() && !pending.waited) {
            pending.waited = true;
            port.opened(worker, MOST_OPENING)
                    .thenAccept(
                            open -> Optional.of(pending).filter(all::contains).ifPresent(this::send));
            return;
        }
        if (stack == null) {
            finish(pending, new RequestOutcome.Dropped(port.closedReason(), pending.attempt > 0));
            return;
        }
        if (pending.patience.over().getAsBoolean()) {
            finish(pending, new RequestOutcome.Dropped(OVER, pending.attempt > 0));
            return;
        }
        int attempt = ++pending.attempt;
        pending.sent = true;
        Callback callback = new Callback(pending, attempt);
        pending.asked = new Outstanding.Asked(callback::rejected, callback::kept, pending.keep);
        pending.sentAt = System.nanoTime();
        pending.second = queue.outstanding(pending.target.where()) > 1;
        pending.deadline = worker.schedule(
                () -> arrived(pending, attempt, new RequestOutcome.Silent()),
                pending.patience.deadlineMs(),
                TimeUnit.MILLISECONDS);
        DeviceMemory memory = memories.of(pending.target.where());
        stack.send(pending.target, pending.asked, pending.request, memory.maxApdu(), memory.segmentation(), callback);
    }

    private void arrived(Request pending, int attempt, RequestOutcome answer) {
        if (attempt != pending.attempt || !all.contains(pending)) {
            return;
        }
        settle(pending);
        RequestOutcome said = outstanding
                .kept(pending.asked)
                .<RequestOutcome>map(RequestOutcome.Octets::new)
                .orElseGet(() -> answer.isSilent() && outstanding.isAnswered(pending.asked)
                        ? new RequestOutcome.Unreadable(UNDECODABLE)
                        : answer);
        if (!pending.patience.probing()) {
            notePace(pending, said);
        }
        if (!said.isSilent()) {
            finish(pending, said);
        } else if (attempt < pending.patience.attempts() && !closed) {
            buckets.spend(pending.target.where());
            send(pending);
        } else {
            if (!pending.patience.probing()) {
                errors.timeout();
            }
            finish(pending, said);
        }
    }

    /** Devices behind a router share its line, so that none of them counts as fast. */
    private void notePace(Request pending, RequestOutcome answer) {
        DeviceMemory memory = memories.of(pending.target.where());
        if (answer.isSilent()) {
            memory.silent(pending.second);
        } else if (answer.isOfDevice() && pending.target.route().isEmpty()) {
            memory.answeredAfter(System.nanoTime() - pending.sentAt);
        }
    }

    private void settle(Request pending) {
        if (pending.sent) {
            pending.sent = false;
            pending.deadline.cancel(false);
            outstanding.over(pending.asked);
        }
    }

    private void finish(Request pending, RequestOutcome answer) {
        settle(pending);
        all.remove(pending);
        pending.answer.complete(answer);
    }

    /** Hands what the library says over to the worker. Thread: the library's, or bms-bacnet-listen-N. */
    private final class Callback implements ResponseConsumer {
        private final Request pending;
        private final int attempt;

        Callback(Request pending, int attempt) {
            this.pending = pending;
            this.attempt = attempt;
        }

        @Override
        public void success(AcknowledgementService service) {
            hand(new RequestOutcome.Done(Optional.ofNullable(service)));
        }

        @Override
        public void fail(AckAPDU answer) {
            hand(WrongType.in(answer)
                    .<RequestOutcome>map(wrong -> new RequestOutcome.Unreadable(wrong.words()))
                    .orElseGet(() -> new RequestOutcome.Refused(DeviceRefusal.of(answer))));
        }

        @Override
        public void ex(BACnetException e) {
            if (e instanceof BACnetTimeoutException) {
                hand(new RequestOutcome.Silent());
            } else if (e instanceof CommunicationDisabledException) {
                hand(new RequestOutcome.Dropped(BacnetPort.SILENCED, false));
            } else if (e instanceof ServiceTooBigException) {
                hand(new RequestOutcome.TooLong());
            } else if (e.getCause() instanceof IOException failed) {
                hand(new RequestOutcome.Dropped(
                        "Nothing can be sent to " + pending.target.where() + " (" + failed.getMessage()
                                + "); check the gateway's network and its address on it",
                        false));
            } else {
                LOG.debug("an answer of {} could not be decoded", pending.target.where(), e);
                hand(new RequestOutcome.Unreadable(UNDECODABLE));
            }
        }

        /** A router on the way did not deliver the request; called on a listening thread. */
        void rejected(RejectedMessage message) {
            hand(message.isTooLong() ? new RequestOutcome.TooLong() : new RequestOutcome.Undelivered(message.words()));
        }

        /** The answer is there to be decoded, and need not wait until the library has seen its end. */
        void kept() {
            hand(new RequestOutcome.Done(Optional.empty()));
        }

        private void hand(RequestOutcome answer) {
            try {
                worker.execute(() -> arrived(pending, attempt, answer));
            } catch (RejectedExecutionException e) {
                // The driver has closed, and has answered everything itself.
                return;
            }
        }
    }
}
