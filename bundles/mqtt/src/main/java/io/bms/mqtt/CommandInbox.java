// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.account.Accounts;
import io.bms.api.account.Right;
import io.bms.api.alarm.AlarmId;
import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.RemoteRequest;
import io.bms.api.log.Repeats;
import io.bms.disk.Sha256;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.Decoded;
import io.bms.wire.RequestDecoder;
import io.bms.wire.ResponseEncoder;
import io.bms.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings requests to the dispatcher and its answers back. A request for which there is no {@link RequestPlaces place}
 * is answered with {@code busy}, and may be repeated. While there is no dispatcher, at a start or in an update,
 * requests are kept for {@link #PATIENCE}, in their order; what the broker kept while the gateway was away comes right
 * then. Never waits. Thread: any.
 */
public final class CommandInbox {
    /** How long a request is kept for a dispatcher that is not there yet. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(CommandInbox.class);

    private record Held(Topics topics, RemoteRequest request, Incoming message, Reply reply, Runnable leave) {}

    private final AtomicReference<CommandDispatcher> dispatcher = new AtomicReference<>();
    private final AtomicReference<Accounts> accounts = new AtomicReference<>();
    private final AtomicReference<AuditLog> audit = new AtomicReference<>();
    /** No more than there are places; guarded by itself. */
    private final Deque<Held> held = new ArrayDeque<>();

    private final RequestPlaces places = new RequestPlaces();
    private final Clock clock;
    private final Counters counters;
    private final Senders senders;
    private final Consumer<Runnable> afterPatience;
    private final Out out;
    private final Repeats refusals;
    private final String origin;

    /** Where answers go. */
    public interface Out {
        /** Takes the clearing of a request, or progress. */
        void send(Outgoing message);

        /** Takes a response. */
        void answer(Response answer);
    }

    /**
     * @param senders who tells whose a request is
     * @param afterPatience runs what it is given when {@link #PATIENCE} is over
     */
    CommandInbox(Clock clock, Counters counters, Senders senders, Consumer<Runnable> afterPatience, Out out) {
        this(clock, counters, senders, afterPatience, out, "");
    }

    /**
     * One of a session beside the gateway's own. What it left unanswered when the process ended is answered when it is
     * asked again.
     *
     * @param origin the session's name: requests of two sessions that have the same id are two
     */
    public CommandInbox(
            Clock clock, Counters counters, Senders senders, Consumer<Runnable> afterPatience, Out out, String origin) {
        this.origin = origin;
        this.senders = senders;
        this.afterPatience = afterPatience;
        this.clock = clock;
        this.counters = counters;
        this.out = out;
        this.refusals = new Repeats(clock);
    }

    public void audit(AuditLog present) {
        audit.set(present);
    }

    public void auditGone(AuditLog gone) {
        audit.compareAndSet(gone, null);
    }

    /**
     * Sends the responses that an earlier run, or an earlier session, did not deliver, and carries on with what is
     * held.
     */
    public void dispatcher(CommandDispatcher now) {
        synchronized (held) {
            dispatcher.set(now);
            held.forEach(one -> carryOut(now, one));
            held.clear();
        }
        if (!origin.isEmpty()) {
            return;
        }
        now.undelivered((commandId, result) -> ResponseEncoder.encode(commandId, result, clock.instant()))
                .whenComplete((undelivered, failure) -> {
                    if (failure == null) {
                        undelivered.forEach(one -> answer(now, one));
                    } else {
                        LOG.error("the responses that were not delivered cannot be read", failure);
                    }
                });
    }

    private void answer(CommandDispatcher by, CommandDispatcher.Undelivered one) {
        try {
            out.answer(new Response(
                    true,
                    Reply.at(one.returnAddress()),
                    one.payloads(),
                    () -> by.delivered(one.name(), one.commandId()),
                    PendingMessage.NOTHING));
        } catch (IllegalArgumentException e) {
            LOG.warn("{} {} cannot be answered: {}", one.name(), one.commandId(), e.getMessage());
            by.delivered(one.name(), one.commandId());
        }
    }

    public void dispatcherGone(CommandDispatcher gone) {
        dispatcher.compareAndSet(gone, null);
    }

    /** Who may do what, for as long as it is known. */
    void accounts(Accounts now) {
        accounts.set(now);
    }

    void accountsGone(Accounts gone) {
        accounts.compareAndSet(gone, null);
    }

    /**
     * A message below {@code B/command/}. It is acknowledged once it is on disk or its answer has arrived, so that
     * a request that the broker has is carried out or answered, whenever this process dies.
     */
    public void arrived(Topics topics, String name, Incoming message) {
        arrived(topics, name, message, RequestDecoder.decode(name, message.payload()));
    }

    /**
     * The same of a message to all gateways of the site.
     *
     * @param has whether there is such an alarm here
     */
    void arrivedForAll(Topics topics, String name, Incoming message, Predicate<AlarmId> has) {
        String gateway = topics.identity().deviceId();
        arrived(topics, name, message, RequestDecoder.decodeShared(name, message.payload(), gateway, has));
    }

    private void arrived(Topics topics, String name, Incoming message, Decoded decoded) {
        if (message.payload().length == 0 || decoded instanceof Decoded.Elsewhere) {
            message.acknowledge().run();
            return;
        }
        Reply reply = new Reply(replyTopic(topics, name, message), message.correlation());
        if (message.retained()) {
            LOG.warn("a retained {} request was cleared, and not carried out", name);
            out.send(Outgoing.clear(message.topic()));
            refuse(
                    message,
                    reply,
                    commandId(decoded),
                    new Failure(
                            ErrorCode.INVALID_REQUEST,
                            "a retained request is never carried out; publish it without the retain flag"));
        } else if (decoded instanceof Decoded.Valid valid) {
            judge(topics, senders.judge(valid.request(), message), message, reply);
        } else if (decoded instanceof Decoded.Invalid invalid) {
            refuse(message, reply, invalid.commandId(), invalid.failure());
        }
    }

    private void judge(Topics topics, Senders.Judged judged, Incoming message, Reply reply) {
        if (judged.refusal().isPresent()) {
            String command = judged.request().command().name();
            refusals.next(command)
                    .ifPresent(more -> LOG.warn(
                            "a {} request was denied: {}{}",
                            command,
                            judged.refusal().get().message(),
                            more));
            record(judged.request(), judged.refusal().get());
            refuse(
                    message,
                    reply,
                    Optional.of(judged.request().commandId()),
                    judged.refusal().get());
        } else {
            dispatch(topics, judged.request(), message, reply);
        }
    }

    /** What is let in the dispatcher records. */
    private void record(RemoteRequest request, Failure refusal) {
        AuditLog log = audit.get();
        if (log != null) {
            log.count(
                    new AuditAct(request.actor(), request.command().name(), ""),
                    AuditOutcome.denied(refusal.message()));
        }
    }

    private void dispatch(Topics topics, RemoteRequest request, Incoming message, Reply reply) {
        Optional<Runnable> place = places.take(
                request.command(),
                whoSends(topics, request, reply),
                request.account().filter(this::administers).isPresent());
        if (place.isEmpty()) {
            refuse(
                    message,
                    reply,
                    Optional.of(request.commandId()),
                    new Failure(
                            ErrorCode.BUSY,
                            "too many requests are under way; send this one again when some are answered"));
            return;
        }
        Held one = new Held(topics, request, message, reply, place.get());
        CommandDispatcher current;
        synchronized (held) {
            current = dispatcher.get();
            if (current == null) {
                held.add(one);
            }
        }
        if (current == null) {
            afterPatience.accept(() -> giveUp(one));
        } else {
            carryOut(current, one);
        }
    }

    private void giveUp(Held one) {
        synchronized (held) {
            if (!held.remove(one)) {
                return;
            }
        }
        one.leave().run();
        refuse(
                one.message(),
                one.reply(),
                Optional.of(one.request().commandId()),
                new Failure(
                        ErrorCode.NOT_CONFIGURED,
                        "commands cannot be carried out now; install or start the bundle bms-command"));
    }

    private void carryOut(CommandDispatcher carrier, Held one) {
        RemoteRequest request = one.request();
        CompletableFuture.completedFuture(carrier)
                .thenCompose(by -> by.dispatchOnce(
                        recorded(request, one.reply()),
                        result -> ResponseEncoder.encode(request.commandId(), result, clock.instant()),
                        progress -> out.send(Outgoing.transitory(
                                one.topics().progress(),
                                utf8(ResponseEncoder.progress(request.commandId(), progress)))),
                        one.message().acknowledge()))
                .whenComplete((payloads, failure) -> {
                    one.leave().run();
                    answered(carrier, request, one.message(), one.reply(), payloads, failure);
                });
    }

    /** As the ledger is to know it. */
    private RemoteRequest recorded(RemoteRequest request, Reply reply) {
        return origin.isEmpty()
                ? request.returningTo(reply.address())
                : request.known(ledgerId(origin, request.commandId()));
    }

    /** An id that no request of another session has, of 128 characters at most. */
    static String ledgerId(String origin, String commandId) {
        if (origin.isEmpty()) {
            return commandId;
        }
        String id = origin + ":" + commandId;
        return id.length() <= RemoteRequest.LONGEST_ID
                ? id
                : origin + "#" + Sha256.of(commandId.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The account; where the broker proves none, those with reply topics are told apart by them, and all others are
     * one.
     */
    private static String whoSends(Topics topics, RemoteRequest request, Reply reply) {
        return request.account().or(() -> topics.replier(reply.topic())).orElse("");
    }

    private boolean administers(String account) {
        Accounts known = accounts.get();
        return known != null
                && known.find(account)
                        .filter(found -> found.may(Right.ADMINISTER))
                        .isPresent();
    }

    private void answered(
            CommandDispatcher by,
            RemoteRequest request,
            Incoming message,
            Reply reply,
            List<String> payloads,
            Throwable failure) {
        if (failure == null) {
            Runnable arrived = () -> {
                message.acknowledge().run();
                by.delivered(request.command().name(), ledgerId(origin, request.commandId()));
            };
            out.answer(new Response(
                    RequestPlaces.acts(request.command()), reply, payloads, arrived, message.acknowledge()));
        } else {
            LOG.error("{} {} ended with a defect", request.command().name(), request.commandId(), failure);
            refuse(
                    message,
                    reply,
                    Optional.of(request.commandId()),
                    new Failure(ErrorCode.INTERNAL, "the gateway failed; its log has the details"));
        }
    }

    private void refuse(Incoming message, Reply reply, Optional<String> commandId, Failure failure) {
        if (commandId.isEmpty() && reply.correlation().isEmpty()) {
            counters.dropped();
            LOG.warn(
                    "a request was ignored, since it says neither a command_id nor Correlation Data: {}",
                    failure.message());
            message.acknowledge().run();
            return;
        }
        String payload = ResponseEncoder.encode(commandId, failure, clock.instant());
        out.answer(new Response(false, reply, List.of(payload), message.acknowledge(), message.acknowledge()));
    }

    /** The requester's own topic only where it could not be somebody else's: MQTT does not say who asks. */
    private static String replyTopic(Topics topics, String name, Incoming message) {
        return message.responseTopic().filter(topics::isReply).orElseGet(() -> topics.response(name));
    }

    private static Optional<String> commandId(Decoded decoded) {
        if (decoded instanceof Decoded.Valid valid) {
            return Optional.of(valid.request().commandId());
        }
        return decoded instanceof Decoded.Invalid invalid ? invalid.commandId() : Optional.empty();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
