// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.memory.HeapGauge;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Artemis server from its start to its end; not used again after {@link #stop()}.
 *
 * <p>Thread: bms-broker-lifecycle; where it listens, and the gateway's password: any.
 */
final class ArtemisBroker implements EmbeddedBroker, BrokerLifecycle.Running {
    private static final Logger LOG = LoggerFactory.getLogger(ArtemisBroker.class);
    private static final long ACTIVE_WITHIN_SECONDS = 30;
    private static final long SLOW_READERS_SECONDS = 2;
    private static final long EXPIRED_SECONDS = 30;
    /** Whoever is signed out is out of MQTT within a second. */
    private static final int STRANGERS_MILLIS = 250;

    /** For how long one waits at most whose place another subscription of the client has made free. */
    private static final int FREED_MILLIS = 250;

    private static final int AWAY_MILLIS = 500;

    /** How soon a renewed certificate is shown. */
    private static final int CERTIFICATE_SECONDS = 5;

    private static final long STOPPED_WITHIN_SECONDS = 5;

    private final BrokerSettings settings;
    private final ClientSignIn signIn;
    private final CarefulServer server;
    private final EventLoopGroup threads = new NioEventLoopGroup(2, new DefaultThreadFactory("bms-broker-io", true));
    private final Introductions introductions = new Introductions();
    private final List<Listener> listeners = new ArrayList<>();
    private SubscriptionQueues queues;

    private ArtemisBroker(BrokerSettings settings, ClientSignIn signIn, CarefulServer server) {
        this.settings = settings;
        this.signIn = signIn;
        this.server = server;
    }

    /**
     * Blocks for about a second, longer after a crash with much in the journal.
     *
     * @throws PortTakenException where another program listens
     * @throws Exception whatever else Artemis throws; nothing is left running
     */
    static ArtemisBroker start(
            BrokerSettings settings, ClientSignIn signIn, Members members, BrokerReport report, HeapGauge heap)
            throws Exception {
        Ports.requireFree(settings);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        // Artemis looks for its classes there, and hands it on to its threads
        Thread.currentThread().setContextClassLoader(ArtemisBroker.class.getClassLoader());
        try {
            return openWhatCanBe(settings, signIn, members, report, heap);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** Without those parts of its store that keep it from starting, if there are any. */
    private static ArtemisBroker openWhatCanBe(
            BrokerSettings settings, ClientSignIn signIn, Members members, BrokerReport report, HeapGauge heap)
            throws Exception {
        report.setAside(List.of());
        for (List<String> folders : SetAside.STEPS) {
            try {
                return open(settings, signIn, members, report, heap);
            } catch (StoreFailureException unusable) {
                Path kept = SetAside.move(settings.directory(), folders, Clock.systemUTC());
                LOG.error("the MQTT broker cannot load its store; it was moved to {}", kept, unusable);
                report.setAside(List.of("all that is in " + kept));
            }
        }
        return open(settings, signIn, members, report, heap);
    }

    private static ArtemisBroker open(
            BrokerSettings settings, ClientSignIn signIn, Members members, BrokerReport report, HeapGauge heap)
            throws Exception {
        Configuration configuration = ArtemisSettings.configuration(settings);
        configuration.registerBrokerPlugin(new SessionOrder());
        configuration.registerBrokerPlugin(new SessionRing());
        configuration.registerBrokerPlugin(new QuietClose());
        BrokerSecurity security = new BrokerSecurity(signIn, configuration.getWildcardConfiguration());
        CarefulServer server = new CarefulServer(configuration, security, settings);
        server.addProtocolManagerFactory(new MqttProtocol());
        ArtemisBroker broker = new ArtemisBroker(settings, signIn, server);
        boolean listening = false;
        try {
            broker.load();
            server.cleanSessions();
            if (!server.leftOut().isEmpty()) {
                report.setAside(server.leftOut(), server.copy());
            }
            broker.serve(members, security, report, heap);
            listening = true;
            return broker;
        } finally {
            if (!listening) {
                broker.stop();
            }
        }
    }

    private void load() throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        server.registerActivationFailureListener(failure::set);
        try {
            server.start();
        } catch (Exception | StackOverflowError unusable) {
            throw StoreFailureException.of(unusable);
        }
        if (failure.get() != null) {
            throw StoreFailureException.of(failure.get());
        }
        if (!server.waitForActivation(ACTIVE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the store in " + settings.directory()
                    + " cannot be opened; the lines before this one in the log say why");
        }
    }

    private void serve(Members members, BrokerSecurity security, BrokerReport report, HeapGauge heap) throws Exception {
        RetainedMessages retained = server.retained();
        server.registerBrokerPlugin(retained);
        server.registerBrokerPlugin(retained.handOuts());
        server.serveTopicsWithoutAddress();
        new RetainedStatus(server, retained).correct();
        Store store = new ArtemisStore(server, MQTTStateManager.getInstance(server));
        Door door = new Door(
                settings.limits(),
                members,
                store,
                retained.ledger(),
                report.limits(),
                heap,
                introductions,
                System::nanoTime);
        security.askForClientIds(door::claim);
        server.registerBrokerPlugin(new FanOut(door));
        queues = SubscriptionQueues.of(server);
        retained.handOuts().resume(queues.all());
        server.getScheduledPool()
                .scheduleWithFixedDelay(new FreedPlaces(queues), FREED_MILLIS, FREED_MILLIS, TimeUnit.MILLISECONDS);
        server.getScheduledPool()
                .scheduleWithFixedDelay(retained.handOuts(), FREED_MILLIS, FREED_MILLIS, TimeUnit.MILLISECONDS);
        server.getScheduledPool()
                .scheduleWithFixedDelay(
                        new AwayBacklog(queues, door, report.limits()),
                        AWAY_MILLIS,
                        AWAY_MILLIS,
                        TimeUnit.MILLISECONDS);
        server.getScheduledPool()
                .scheduleWithFixedDelay(
                        new SlowReaders(queues, door, report.limits()),
                        SLOW_READERS_SECONDS,
                        SLOW_READERS_SECONDS,
                        TimeUnit.SECONDS);
        server.getScheduledPool()
                .scheduleWithFixedDelay(
                        door::forgetOwners, SLOW_READERS_SECONDS, SLOW_READERS_SECONDS, TimeUnit.SECONDS);
        server.getScheduledPool()
                .scheduleWithFixedDelay(retained::dropExpired, EXPIRED_SECONDS, EXPIRED_SECONDS, TimeUnit.SECONDS);
        server.getScheduledPool()
                .scheduleWithFixedDelay(
                        door::sendAwayStrangers, STRANGERS_MILLIS, STRANGERS_MILLIS, TimeUnit.MILLISECONDS);
        listen("tcp", settings.bindAddress(), settings.tcpPort(), door, false, Optional.empty());
        listen("websocket", settings.bindAddress(), settings.webSocketPort(), door, true, Optional.empty());
        if (settings.tls().isPresent()) {
            TlsPort port = settings.tls().get();
            ServerTls tls = new ServerTls(port, signIn::ticket, report, Clock.systemUTC());
            tls.look();
            server.getScheduledPool()
                    .scheduleWithFixedDelay(tls::look, CERTIFICATE_SECONDS, CERTIFICATE_SECONDS, TimeUnit.SECONDS);
            listen("tls", port.bindAddress(), port.port(), door, false, Optional.of(tls));
        }
    }

    /** After the server, not with it: what is retained must be right before anybody can read it. */
    private void listen(String name, String address, int port, Door door, boolean webSocket, Optional<ServerTls> tls)
            throws Exception {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(TransportConstants.HOST_PROP_NAME, address);
        parameters.put(TransportConstants.PORT_PROP_NAME, port);
        parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, MqttProtocol.MQTT_PROTOCOL_NAME);
        parameters.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
        parameters.put(TransportConstants.REMOTING_THREADS_PROPNAME, 1);
        // it takes connections over and opens no port itself
        parameters.put(TransportConstants.HTTP_UPGRADE_ENABLED_PROP_NAME, true);
        // the door has a deadline of its own
        parameters.put(TransportConstants.HANDSHAKE_TIMEOUT, 0);
        Acceptor acceptor = server.getRemotingService()
                .createAcceptor(new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, name));
        if (!(acceptor instanceof NettyAcceptor netty)) {
            throw new BindException("no listener for MQTT over " + name + "; the log says why");
        }
        netty.start();
        Listener listener = new Listener(netty, door, webSocket, tls);
        listener.bind(threads, address, port);
        listeners.add(listener);
    }

    /** Of subscriptions that there are; for tests. */
    int subscriptions() {
        return queues.all().size();
    }

    /** Messages that subscribers have not acknowledged; for tests. */
    long waiting() {
        return queues.all().stream().mapToLong(Queue::getMessageCount).sum();
    }

    @Override
    public String host() {
        return settings.bindAddress();
    }

    @Override
    public int tcpPort() {
        return settings.tcpPort();
    }

    @Override
    public int webSocketPort() {
        return settings.webSocketPort();
    }

    @Override
    public String user() {
        return ClientSignIn.GATEWAY;
    }

    @Override
    public String password() {
        return signIn.gatewayPassword();
    }

    @Override
    public void introduce(InetSocketAddress near, String address) {
        introductions.put(near, address);
    }

    @Override
    public List<String> retained(String filter) {
        RetainedMessages retained = server.retained();
        return retained.matching(TopicSpelling.inside(filter)).stream()
                .filter(topic -> retained.get(topic).isPresent())
                .map(TopicSpelling::outside)
                .toList();
    }

    @Override
    public Optional<byte[]> retainedAt(String topic) {
        return server.retained().get(TopicSpelling.inside(topic)).map(kept -> kept.payload()
                .clone());
    }

    @Override
    public void stop() throws Exception {
        listeners.forEach(Listener::stopAccepting);
        try {
            server.stop();
        } finally {
            listeners.forEach(Listener::close);
            threads.shutdownGracefully(0, STOPPED_WITHIN_SECONDS, TimeUnit.SECONDS)
                    .awaitUninterruptibly();
        }
    }
}
