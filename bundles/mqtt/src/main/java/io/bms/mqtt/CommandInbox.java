package io.bms.mqtt;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.RemoteRequest;
import io.bms.wire.Decoded;
import io.bms.wire.RequestDecoder;
import io.bms.wire.ResponseEncoder;
import io.bms.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings requests to the dispatcher and its answers back. At most {@value #MAX_OPEN} requests are under
 * way at a time; one more is answered with {@code busy}, and may be repeated. Thread-safe, never waits.
 */
final class CommandInbox {
    static final int MAX_OPEN = 64;

    private static final Logger LOG = LoggerFactory.getLogger(CommandInbox.class);

    private final AtomicReference<CommandDispatcher> dispatcher = new AtomicReference<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Clock clock;
    private final Counters counters;
    private final Consumer<Outgoing> out;

    CommandInbox(Clock clock, Counters counters, Consumer<Outgoing> out) {
        this.clock = clock;
        this.counters = counters;
        this.out = out;
    }

    void dispatcher(CommandDispatcher now) {
        dispatcher.set(now);
    }

    void dispatcherGone(CommandDispatcher gone) {
        dispatcher.compareAndSet(gone, null);
    }

    /** A message below {@code B/command/}. */
    void arrived(Topics topics, String name, Incoming message) {
        if (message.payload().length == 0) {
            return;
        }
        Reply reply = new Reply(replyTopic(topics, name, message), message.correlation());
        Decoded decoded = RequestDecoder.decode(name, message.payload());
        if (message.retained()) {
            LOG.warn("a retained {} request was cleared, and not carried out", name);
            out.accept(Outgoing.clear(message.topic()));
            refuse(reply, commandId(decoded), new Failure(ErrorCode.INVALID_REQUEST,
                    "a retained request is never carried out; publish it without the retain flag"));
        } else if (decoded instanceof Decoded.Valid valid) {
            dispatch(topics, valid.request(), reply);
        } else if (decoded instanceof Decoded.Invalid invalid) {
            refuse(reply, invalid.commandId(), invalid.failure());
        }
    }

    private void dispatch(Topics topics, RemoteRequest request, Reply reply) {
        CommandDispatcher current = dispatcher.get();
        if (current == null) {
            refuse(reply, Optional.of(request.commandId()), new Failure(ErrorCode.NOT_CONFIGURED,
                    "commands can not be carried out now; install or start the bundle bms-command"));
            return;
        }
        if (open.incrementAndGet() > MAX_OPEN) {
            open.decrementAndGet();
            refuse(reply, Optional.of(request.commandId()), new Failure(ErrorCode.BUSY,
                    MAX_OPEN + " requests are under way; send this one again when some are answered"));
            return;
        }
        CompletableFuture.completedFuture(current)
                .thenCompose(carrier -> carrier.dispatchOnce(
                        request,
                        result -> ResponseEncoder.encode(request.commandId(), result, clock.instant()),
                        progress -> out.accept(Outgoing.transitory(topics.progress(),
                                utf8(ResponseEncoder.progress(request.commandId(), progress))))))
                .whenComplete((payloads, failure) -> answered(request, reply, payloads, failure));
    }

    private void answered(RemoteRequest request, Reply reply, List<String> payloads, Throwable failure) {
        open.decrementAndGet();
        if (failure == null) {
            payloads.forEach(payload -> out.accept(reply.with(payload)));
        } else {
            LOG.error("{} {} ended with a defect", request.command().name(), request.commandId(), failure);
            refuse(reply, Optional.of(request.commandId()), new Failure(ErrorCode.INTERNAL,
                    "the gateway failed; its log has the details"));
        }
    }

    private void refuse(Reply reply, Optional<String> commandId, Failure failure) {
        if (commandId.isEmpty() && reply.correlation().isEmpty()) {
            counters.dropped();
            LOG.warn("a request was ignored, since it says neither a command_id nor Correlation Data: {}",
                    failure.message());
            return;
        }
        out.accept(reply.with(ResponseEncoder.encode(commandId, failure, clock.instant())));
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

    private record Reply(String topic, Optional<byte[]> correlation) {
        Outgoing with(String payload) {
            return Outgoing.response(topic, utf8(payload), correlation);
        }
    }
}
