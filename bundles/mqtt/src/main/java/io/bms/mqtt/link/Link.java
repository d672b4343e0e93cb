// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/**
 * One connection, from its opening to its loss; never used again after that. All of Paho, and all of its
 * errors, end here. Since its own reconnecting loses messages and resends dead topic aliases, it is not
 * used: the session opens a new link and sends again what was not acknowledged.
 *
 * <p>Opening, subscribing and closing wait, each up to its deadline. Thread: bms-mqtt-session; a {@link Listener} is
 * called on Paho's.
 */
public final class Link {
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final int CONNECT_SECONDS = 10;
    private static final long ANSWER_MS = 10_000;
    private static final long GOODBYE_MS = 2_000;
    /** More than the longest request that is read; a broker does not deliver what is larger. */
    private static final long LARGEST_PACKET = 4L << 20;

    /** Hears of what happens on a link; called on a thread of Paho's, which it must not hold up. */
    public interface Listener {
        void arrived(Incoming message);

        /** Once at most; not after {@link #close}. */
        void lost(LinkException why);
    }

    private final MqttAsyncClient client;
    private final PahoCallback callback;
    private final Grants grants;

    private Link(MqttAsyncClient client, PahoCallback callback, Grants grants) {
        this.client = client;
        this.callback = callback;
        this.grants = grants;
    }

    /** Connects, and waits until that has worked or failed. Messages may arrive before it returns. */
    public static Link open(LinkSpec spec, Listener listener) throws LinkException {
        MqttAsyncClient client = client(spec);
        PahoCallback callback = new PahoCallback(listener, client);
        client.setCallback(callback);
        client.setManualAcks(true);
        try {
            IMqttToken token = client.connect(options(spec));
            token.waitForCompletion(CONNECT_SECONDS * 1000L + ANSWER_MS);
            Link link = new Link(client, callback, Grants.of(token.getResponseProperties(), spec.sessionExpiry()));
            link.keepAlive();
            return link;
        } catch (MqttException e) {
            abandon(client, callback);
            throw Reasons.notConnected(spec.endpoint(), e);
        }
    }

    private static MqttAsyncClient client(LinkSpec spec) throws LinkException {
        try {
            return new MqttAsyncClient(uri(spec.endpoint()), spec.clientId(), new MemoryPersistence());
        } catch (MqttException | IllegalArgumentException e) {
            throw LinkException.refused(spec.endpoint() + " is no address; set host and port in io.bms.mqtt.cfg", e);
        }
    }

    private static String uri(BrokerEndpoint endpoint) {
        return GuardedModules.uri(
                endpoint.host(), endpoint.port(), endpoint.tls().isPresent());
    }

    private static SocketFactory sockets(LinkSpec spec) throws LinkException {
        Optional<TlsFiles> files = spec.endpoint().tls();
        try {
            return new MeteredSockets(
                    spec.traffic(),
                    files.isPresent() ? Optional.of(files.get().context().getSocketFactory()) : Optional.empty());
        } catch (IOException e) {
            throw LinkException.refused(
                    "no TLS: " + e.getMessage() + "; put it right, or set caFile, certificateFile and keyFile"
                            + " (BMS_MQTT_CA_FILE, BMS_MQTT_CERTIFICATE_FILE, BMS_MQTT_KEY_FILE) to others",
                    e);
        }
    }

    /** What the broker has granted. */
    public Grants grants() {
        return grants;
    }

    /**
     * Sets Paho's ping interval to the broker's Server Keep Alive (MQTT 5, 3.2.2.3.14). Paho takes it over at its first
     * check only, which is due after our own interval; so that check is made now, where the broker's is shorter.
     */
    private void keepAlive() throws MqttException {
        if (grants.keepAliveSeconds().orElse(KEEP_ALIVE_SECONDS) < KEEP_ALIVE_SECONDS) {
            client.checkPing(null, null);
        }
    }

    /**
     * Subscribes to requests: live ones only, with the retain flag as their sender set it.
     *
     * @param identifier stands in {@link Incoming#subscriptions()}, where the broker can do that
     * @return the filters that the broker refuses, with its reasons
     */
    public Map<String, Delivery.Refused> subscribeLive(List<String> filters, int identifier) throws LinkException {
        MqttProperties properties = new MqttProperties();
        if (grants.identifiers()) {
            properties.setSubscriptionIdentifier(identifier);
        }
        MqttSubscription[] subscriptions = filters.stream().map(Link::live).toArray(MqttSubscription[]::new);
        Acknowledged answer =
                await("subscribing to " + filters, () -> client.subscribe(subscriptions, null, null, properties));
        Map<String, Delivery.Refused> refused = new LinkedHashMap<>();
        for (int i = 0; i < filters.size(); i++) {
            String filter = filters.get(i);
            answer.refusal(i).ifPresent(refusal -> refused.put(filter, refusal));
        }
        return refused;
    }

    private static MqttSubscription live(String filter) {
        MqttSubscription subscription = new MqttSubscription(filter, 1);
        subscription.setRetainAsPublished(true);
        subscription.setRetainHandling(2);
        return subscription;
    }

    /**
     * Subscribes to what is retained; live messages come too, but never with the retain flag.
     *
     * @return why the broker refuses, if it does
     */
    public Optional<Delivery.Refused> subscribeRetained(String filter) throws LinkException {
        MqttSubscription[] subscriptions = {new MqttSubscription(filter, 1)};
        return await(
                        "subscribing to " + filter,
                        () -> client.subscribe(subscriptions, null, null, new MqttProperties()))
                .refusal();
    }

    /** @return why the broker refuses, if it does */
    public Optional<Delivery.Refused> unsubscribe(String filter) throws LinkException {
        return await("unsubscribing from " + filter, () -> client.unsubscribe(filter))
                .refusal();
    }

    /**
     * Publishes without waiting, at a lower QoS or not retained where the broker grants no more.
     *
     * @param done told, on a thread of Paho's, what the broker says, or that it was written (QoS 0);
     *     never when the link is lost before
     * @return false if Paho has no room now: try again shortly
     */
    public boolean publish(Outgoing wanted, Consumer<Delivery> done) throws LinkException {
        // Paho counts what it has written down a moment later than it says so.
        if (client.getInFlightMessageCount() >= grants.receiveMaximum()) {
            return false;
        }
        Outgoing message = grants.asGranted(wanted);
        MqttMessage mqtt = new MqttMessage(message.payload(), message.qos(), message.retained(), new MqttProperties());
        message.correlation().ifPresent(mqtt.getProperties()::setCorrelationData);
        if (message.deflated()) {
            mqtt.getProperties().setContentType(Outgoing.CONTENT_TYPE);
            mqtt.getProperties().setUserProperties(List.of(new UserProperty(Outgoing.ENCODING, Outgoing.DEFLATE)));
        }
        try {
            client.publish(message.topic(), mqtt, null, new PahoAction(done));
            return true;
        } catch (MqttException e) {
            // With aliases it takes the topic for told, though it was not.
            if (e.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT && !grants.aliases()) {
                return false;
            }
            throw LinkException.lost("publishing failed: " + Reasons.words(e), e);
        }
    }

    /**
     * Says goodbye, so that there is no Last Will, and waits for what is on its way.
     *
     * @param forget the broker need not keep the session
     */
    public void close(boolean forget) {
        MqttProperties properties = new MqttProperties();
        if (forget) {
            properties.setSessionExpiryInterval(0L);
        }
        try {
            client.disconnect(GOODBYE_MS, null, null, MqttReturnCode.RETURN_CODE_SUCCESS, properties)
                    .waitForCompletion(2 * GOODBYE_MS);
        } catch (MqttException e) {
            // Nothing to say goodbye to; abandoning it is all that is left.
        }
        abandon();
    }

    /** Drops the connection without a goodbye. */
    public void abandon() {
        abandon(client, callback);
    }

    private static void abandon(MqttAsyncClient client, PahoCallback callback) {
        callback.mute();
        try {
            client.disconnectForcibly(0, 1, false);
        } catch (MqttException e) {
            // It was down already.
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            // It closes itself when its connecting thread gives up.
        }
    }

    private interface Request {
        IMqttToken send() throws MqttException;
    }

    private static Acknowledged await(String what, Request request) throws LinkException {
        try {
            IMqttToken token = request.send();
            token.waitForCompletion(ANSWER_MS);
            return Acknowledged.of(token);
        } catch (MqttException e) {
            throw LinkException.lost(what + " failed: " + Reasons.words(e), e);
        }
    }

    private static MqttConnectionOptions options(LinkSpec spec) throws LinkException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(spec.sessionExpiry().isZero());
        options.setSessionExpiryInterval(spec.sessionExpiry().toSeconds());
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setConnectionTimeout(CONNECT_SECONDS);
        options.setAutomaticReconnect(false);
        options.setUseSubscriptionIdentifiers(false);
        options.setMaximumPacketSize(LARGEST_PACKET);
        spec.endpoint().user().ifPresent(options::setUserName);
        spec.endpoint().password().ifPresent(text -> options.setPassword(text.getBytes(StandardCharsets.UTF_8)));
        options.setSocketFactory(sockets(spec));
        Outgoing will = spec.will();
        options.setWill(
                will.topic(), new MqttMessage(will.payload(), will.qos(), will.retained(), new MqttProperties()));
        return options;
    }
}
