// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.BindException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;

/** One Artemis server from its start to its end; not used again after {@link #stop()}. */
final class ArtemisBroker implements EmbeddedBroker, BrokerLifecycle.Running {
    private static final long ACTIVE_WITHIN_SECONDS = 30;

    private final BrokerSettings settings;
    private final SignIn signIn;
    private final ActiveMQServer server;

    private ArtemisBroker(BrokerSettings settings, SignIn signIn, ActiveMQServer server) {
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
    static ArtemisBroker start(BrokerSettings settings, SignIn signIn) throws Exception {
        Ports.requireFree(settings);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        // Artemis looks for its classes there, and hands it on to its threads
        Thread.currentThread().setContextClassLoader(ArtemisBroker.class.getClassLoader());
        try {
            return open(settings, signIn);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static ArtemisBroker open(BrokerSettings settings, SignIn signIn) throws Exception {
        Configuration configuration = ArtemisSettings.configuration(settings);
        configuration.registerBrokerPlugin(new SessionRing());
        ActiveMQServer server = new ActiveMQServerImpl(
                configuration,
                new BrokerSecurity(signIn, new TopicPermissions(), configuration.getWildcardConfiguration()));
        server.addProtocolManagerFactory(new MqttProtocol());
        ArtemisBroker broker = new ArtemisBroker(settings, signIn, server);
        boolean listening = false;
        try {
            server.start();
            if (!server.waitForActivation(ACTIVE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the store in " + settings.directory()
                        + " can not be opened; the lines before this one in the log say why");
            }
            server.registerBrokerPlugin(new RetainedMessages(server));
            new RetainedStatus(server).correct();
            broker.listen("tcp", settings.tcpPort());
            broker.listen("websocket", settings.webSocketPort());
            listening = true;
            return broker;
        } finally {
            if (!listening) {
                broker.stop();
            }
        }
    }

    /** After the server, not with it: what is retained must be right before anybody can read it. */
    private void listen(String name, int port) throws Exception {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(TransportConstants.HOST_PROP_NAME, settings.bindAddress());
        parameters.put(TransportConstants.PORT_PROP_NAME, port);
        parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, MqttProtocol.MQTT_PROTOCOL_NAME);
        parameters.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
        parameters.put(TransportConstants.REMOTING_THREADS_PROPNAME, 2);
        parameters.put("webSocketMaxFramePayloadLength", MqttProtocol.MAX_PACKET_BYTES + 1024);
        Acceptor acceptor = server.getRemotingService()
                .createAcceptor(new TransportConfiguration(NettyAcceptorFactory.class.getName(), parameters, name));
        if (acceptor == null) {
            throw new BindException("no listener for MQTT over " + name + "; the log says why");
        }
        acceptor.start();
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
        return SignIn.GATEWAY;
    }

    @Override
    public String password() {
        return signIn.gatewayPassword();
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }
}
