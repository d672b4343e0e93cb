// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.channel.ChannelPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolHandler;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManager;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTRoutingHandler;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyServerConnection;
import org.apache.activemq.artemis.spi.core.protocol.ConnectionEntry;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManagerFactory;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.apache.activemq.artemis.spi.core.remoting.Connection;

/**
 * Artemis's MQTT behind a {@link Doorman}, who has let through whole and sound packets only. A {@link SenderStamp} says
 * on each request who sent it. Topics are spelled for Artemis by a {@link TopicTranslator}; a {@link ReceiveMaximum}
 * and a {@link SessionExpiry} say what the broker grants; {@link OwnIdentifiers} say which subscription a copy is for;
 * an {@link Inflow} holds back who sends more than is got through with.
 *
 * <p>Thread: any.
 */
final class GuardedMqtt implements ProtocolManager<MQTTInterceptor, MQTTRoutingHandler> {
    private final MQTTProtocolManager mqtt;
    private final OwnIdentifiers identifiers;

    GuardedMqtt(MQTTProtocolManager mqtt, OwnIdentifiers identifiers) {
        this.mqtt = mqtt;
        this.identifiers = identifiers;
    }

    @Override
    public void addChannelHandlers(ChannelPipeline pipeline) {
        mqtt.addChannelHandlers(pipeline);
        String artemis = pipeline.context(MQTTProtocolHandler.class).name();
        pipeline.addBefore(artemis, "sender-stamp", new SenderStamp(pipeline.get(Doorman.class)));
        pipeline.addBefore(artemis, "topic-translator", new TopicTranslator());
        pipeline.addBefore(artemis, "receive-maximum", new ReceiveMaximum(MqttProtocol.RECEIVE_MAXIMUM));
        pipeline.addBefore(artemis, "session-expiry", new SessionExpiry());
        pipeline.addBefore(artemis, "inflow", pipeline.get(Doorman.class).inflow());
    }

    @Override
    @SuppressWarnings("unchecked")
    public ProtocolManagerFactory<MQTTInterceptor> getFactory() {
        return mqtt.getFactory();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void updateInterceptors(List<BaseInterceptor> incoming, List<BaseInterceptor> outgoing) {
        List<BaseInterceptor> allOutgoing = new ArrayList<>(outgoing);
        allOutgoing.add(identifiers);
        mqtt.updateInterceptors(incoming, allOutgoing);
    }

    @Override
    public ConnectionEntry createConnectionEntry(Acceptor acceptor, Connection connection) {
        return mqtt.createConnectionEntry(acceptor, connection);
    }

    @Override
    public void removeHandler(String name) {
        mqtt.removeHandler(name);
    }

    @Override
    public void handleBuffer(RemotingConnection connection, ActiveMQBuffer buffer) {
        mqtt.handleBuffer(connection, buffer);
    }

    @Override
    public boolean isProtocol(byte[] start) {
        return mqtt.isProtocol(start);
    }

    @Override
    public boolean acceptsNoHandshake() {
        return mqtt.acceptsNoHandshake();
    }

    @Override
    public void handshake(NettyServerConnection connection, ActiveMQBuffer buffer) {
        mqtt.handshake(connection, buffer);
    }

    @Override
    public List<String> websocketSubprotocolIdentifiers() {
        return mqtt.websocketSubprotocolIdentifiers();
    }

    @Override
    public void setAnycastPrefix(String prefix) {
        mqtt.setAnycastPrefix(prefix);
    }

    @Override
    public void setMulticastPrefix(String prefix) {
        mqtt.setMulticastPrefix(prefix);
    }

    @Override
    public Map<SimpleString, RoutingType> getPrefixes() {
        return mqtt.getPrefixes();
    }

    @Override
    public void setSecurityDomain(String domain) {
        mqtt.setSecurityDomain(domain);
    }

    @Override
    public String getSecurityDomain() {
        return mqtt.getSecurityDomain();
    }

    @Override
    public MQTTRoutingHandler getRoutingHandler() {
        return mqtt.getRoutingHandler();
    }
}
