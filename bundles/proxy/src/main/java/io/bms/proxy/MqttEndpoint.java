// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Accounts;
import io.bms.api.account.ClientAddress;
import io.bms.api.audit.AuditLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
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
    static final int STRANGERS_MESSAGE_BYTES = 16 * 1024;
    /** Not signed in yet, in all and of one address. */
    static final int STRANGERS = 128;

    static final int STRANGERS_OF_ONE_ADDRESS = 64;
    /** What the broker takes (docs/wire.md), and a fixed header. */
    static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024 + 5;
    /** Jetty's name for it; the standard has none. */
    private static final String REMOTE_ADDRESS = "javax.websocket.endpoint.remoteAddress";
    /** Well beyond the keep-alive of every client that has one. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    /**
     * How long a browser has to answer when it is told that this is the end; the container would wait for {@link
     * #IDLE}.
     */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final long OPENING_MS = 50;
    private static final Logger LOG = LoggerFactory.getLogger(MqttEndpoint.class);

    private final BrokerDirectory brokers;
    private final boolean passForeign;
    private final Duration idle;
    private final RefusedSignIns refused = new RefusedSignIns();
    private final Checks.InTurn checks;
    private final PipeLoop loop;
    private final FailedSignIns failures;
    private final Places strangers = new Places(STRANGERS, STRANGERS_OF_ONE_ADDRESS);
    private final SignedIn signedIn;
    private final Map<String, Browser> browsers = new ConcurrentHashMap<>();

    @Activate
    public MqttEndpoint(@Reference BrokerDirectory brokers, @Reference Accounts accounts, @Reference WebPort port) {
        this(
                brokers,
                accounts,
                port.settings().passForeignCredentials(),
                port.settings().maxConnections(),
                IDLE,
                Clock.systemUTC());
    }

    MqttEndpoint(
            BrokerDirectory brokers,
            Accounts accounts,
            boolean passForeign,
            int maxConnections,
            Duration idle,
            Clock clock) {
        this.brokers = brokers;
        this.passForeign = passForeign;
        this.signedIn = new SignedIn(maxConnections);
        this.idle = idle;
        this.checks = new Checks.InTurn(accounts, refused::judged);
        this.loop = new PipeLoop(clock, checks);
        this.failures = new FailedSignIns(clock);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAudit(AuditLog present) {
        refused.bind(present);
    }

    void unbindAudit(AuditLog gone) {
        refused.unbind(gone);
    }

    @Deactivate
    void stop() {
        loop.close();
        checks.close();
    }

    @OnOpen
    public void open(Session session) {
        ClientAddress from = from(session);
        Optional<String> refusal = signedIn.refusal(from);
        if (refusal.isPresent()) {
            close(session, CloseCodes.TRY_AGAIN_LATER, refusal.get());
            return;
        }
        session.setMaxIdleTimeout(idle.toMillis());
        session.setMaxBinaryMessageBufferSize(STRANGERS_MESSAGE_BYTES);
        try {
            BrokerAddress broker = brokers.current(from);
            Browser browser = new Browser(session, from, signedIn);
            Pipe pipe = loop.open(broker, new FirstPacket(broker.signIn(), passForeign, failures, from), browser);
            browsers.put(session.getId(), browser);
            browser.at(
                    pipe,
                    strangers.enter(
                            from,
                            pipe::isAwaitingConnect,
                            () -> close(session, CloseCodes.TRY_AGAIN_LATER, "others came who sign in")));
        } catch (NoBrokerException e) {
            close(session, CloseCodes.TRY_AGAIN_LATER, e.getMessage());
        }
    }

    /** In pieces, as they arrive: MQTT has lengths of its own. */
    @OnMessage
    public void message(byte[] bytes, boolean last, Session session) {
        Browser browser = browsers.get(session.getId());
        if (browser != null && !browser.pipe.toBroker(bytes)) {
            close(session, CloseCodes.TRY_AGAIN_LATER, "more was sent than the MQTT broker takes");
        }
    }

    @OnMessage
    public void message(String text, Session session) {
        close(session, CloseCodes.CANNOT_ACCEPT, "MQTT comes in binary messages");
    }

    @OnClose
    public void closed(Session session) {
        Browser browser = browsers.remove(session.getId());
        if (browser != null) {
            browser.gone();
        }
    }

    /** The container closes the session afterwards. */
    @OnError
    public void failed(Session session, Throwable cause) {
        LOG.debug("the WebSocket {} failed", session.getId(), cause);
    }

    /** What {@link ForwardedRequest} says, where a program before this port passes on who it is. */
    private static ClientAddress from(Session session) {
        return session.getUserProperties().get(REMOTE_ADDRESS) instanceof InetSocketAddress address
                ? ClientAddress.of(address.getHostString())
                : ClientAddress.of("");
    }

    private static void close(Session session, CloseCodes code, String reason) {
        try {
            session.setMaxIdleTimeout(FAREWELL.toMillis());
            session.close(new CloseReason(code, reason));
        } catch (IOException e) {
            LOG.debug("the WebSocket {} did not close", session.getId(), e);
        }
    }

    private static final class Browser implements Pipe.Client {
        private final Session session;
        private final ClientAddress from;
        private final SignedIn all;
        private final AtomicBoolean counted = new AtomicBoolean();
        private volatile Pipe pipe;
        private volatile Places.Place place;

        Browser(Session session, ClientAddress from, SignedIn all) {
            this.session = session;
            this.from = from;
            this.all = all;
        }

        void at(Pipe own, Places.Place taken) {
            pipe = own;
            place = taken;
        }

        void gone() {
            pipe.close();
            place.leave();
            uncount();
        }

        private void uncount() {
            if (counted.getAndSet(false)) {
                all.leave(from);
            }
        }

        @Override
        public void send(ByteBuffer bytes, Runnable taken) {
            if (session.isOpen()) {
                session.getAsyncRemote().sendBinary(bytes, result -> taken.run());
            }
        }

        @Override
        public void signedIn() {
            place.leave();
            Optional<String> refusal = all.enter(from);
            if (refusal.isPresent()) {
                // Others signed in since this one was opened.
                MqttEndpoint.close(session, CloseCodes.TRY_AGAIN_LATER, refusal.get());
                return;
            }
            counted.set(true);
            if (!session.isOpen()) {
                // It may have gone before it was counted.
                uncount();
            }
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
