// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Accounts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.websocket.CloseReason;
import javax.websocket.CloseReason.CloseCodes;
import javax.websocket.OnClose;
import javax.websocket.OnError;
import javax.websocket.OnMessage;
import javax.websocket.OnOpen;
import javax.websocket.Session;
import javax.websocket.server.ServerEndpoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT over WebSocket (MQTT 5, 6), passed on to the broker. One instance serves all connections. Who is let in,
 * and to what, is the broker's to say; the origin was checked by {@link Gatekeeper}.
 */
@Component(service = Object.class, immediate = true, property = "org.ops4j.pax.web.http.whiteboard.websocket=true")
@ServerEndpoint(value = "/mqtt", subprotocols = "mqtt")
public final class MqttEndpoint {
    /** More than any CONNECT needs; strangers get no more memory than that. */
    static final int STRANGERS_MESSAGE_BYTES = 64 * 1024;
    /** What the broker takes (docs/wire.md), and a fixed header. */
    static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024 + 5;
    /** Jetty's name for it; the standard has none. */
    private static final String REMOTE_ADDRESS = "javax.websocket.endpoint.remoteAddress";
    /** Well beyond the keep-alive of every client that has one. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private static final long OPENING_MS = 50;
    private static final Logger LOG = LoggerFactory.getLogger(MqttEndpoint.class);

    private final BrokerDirectory brokers;
    private final Accounts accounts;
    private final int maxConnections;
    private final Duration idle;
    private final PipeLoop loop;
    private final FailedSignIns failures;
    private final Map<String, Pipe> pipes = new ConcurrentHashMap<>();

    @Activate
    public MqttEndpoint(@Reference BrokerDirectory brokers, @Reference Accounts accounts, @Reference WebPort port) {
        this(brokers, accounts, port.settings().maxConnections(), IDLE, Clock.systemUTC());
    }

    MqttEndpoint(BrokerDirectory brokers, Accounts accounts, int maxConnections, Duration idle, Clock clock) {
        this.brokers = brokers;
        this.accounts = accounts;
        this.maxConnections = maxConnections;
        this.idle = idle;
        this.loop = new PipeLoop(clock);
        this.failures = new FailedSignIns(clock);
    }

    @Deactivate
    void stop() {
        loop.close();
    }

    @OnOpen
    public void open(Session session) {
        if (session.getNegotiatedSubprotocol() == null
                || session.getNegotiatedSubprotocol().isEmpty()) {
            close(session, CloseCodes.PROTOCOL_ERROR, "ask for the WebSocket subprotocol mqtt");
            return;
        }
        if (pipes.size() >= maxConnections) {
            close(session, CloseCodes.TRY_AGAIN_LATER, "there are too many MQTT connections at present");
            return;
        }
        session.setMaxIdleTimeout(idle.toMillis());
        session.setMaxBinaryMessageBufferSize(STRANGERS_MESSAGE_BYTES);
        try {
            BrokerAddress broker = brokers.current();
            pipes.put(session.getId(), loop.open(broker, firstPacket(broker, session), new Browser(session)));
        } catch (NoBrokerException e) {
            close(session, CloseCodes.TRY_AGAIN_LATER, e.getMessage());
        }
    }

    /** In pieces, as they arrive: MQTT has lengths of its own. */
    @OnMessage
    public void message(byte[] bytes, boolean last, Session session) {
        Pipe pipe = pipes.get(session.getId());
        if (pipe != null && !pipe.toBroker(bytes)) {
            close(session, CloseCodes.TRY_AGAIN_LATER, "more was sent than the MQTT broker takes");
        }
    }

    @OnMessage
    public void message(String text, Session session) {
        close(session, CloseCodes.CANNOT_ACCEPT, "MQTT comes in binary messages");
    }

    @OnClose
    public void closed(Session session) {
        Pipe pipe = pipes.remove(session.getId());
        if (pipe != null) {
            pipe.close();
        }
    }

    /** The container closes the session afterwards. */
    @OnError
    public void failed(Session session, Throwable cause) {
        LOG.debug("the WebSocket {} failed", session.getId(), cause);
    }

    private FirstPacket firstPacket(BrokerAddress broker, Session session) {
        String from = session.getUserProperties().get(REMOTE_ADDRESS) instanceof InetSocketAddress address
                ? address.getHostString()
                : "unknown";
        return new FirstPacket(broker.signIn(), accounts, failures, from);
    }

    private static void close(Session session, CloseCodes code, String reason) {
        try {
            session.close(new CloseReason(code, reason));
        } catch (IOException e) {
            LOG.debug("the WebSocket {} did not close", session.getId(), e);
        }
    }

    private record Browser(Session session) implements Pipe.Client {
        @Override
        public void send(ByteBuffer bytes, Runnable taken) {
            if (session.isOpen()) {
                session.getAsyncRemote().sendBinary(bytes, result -> taken.run());
            }
        }

        @Override
        public void signedIn() {
            session.setMaxBinaryMessageBufferSize(MAX_MESSAGE_BYTES);
        }

        @Override
        public void close(Pipe.End end, String reason) {
            CloseCodes code =
                    switch (end) {
                        case BROKER_AWAY, TOO_SLOW -> CloseCodes.TRY_AGAIN_LATER;
                        case BROKER_CLOSED -> CloseCodes.GOING_AWAY;
                        case REFUSED -> CloseCodes.VIOLATED_POLICY;
                        case GOING_AWAY -> CloseCodes.SERVICE_RESTART;
                        case FAILED -> CloseCodes.UNEXPECTED_CONDITION;
                    };
            if (session.isOpen()) {
                MqttEndpoint.close(session, code, reason);
            } else {
                // Jetty is still opening it, or it is closed already; closed while it opens, the browser would not be
                // told why.
                CompletableFuture.delayedExecutor(OPENING_MS, TimeUnit.MILLISECONDS)
                        .execute(() -> MqttEndpoint.close(session, code, reason));
            }
        }
    }
}
