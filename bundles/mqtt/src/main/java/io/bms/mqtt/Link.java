// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
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

/**
 * One connection, from its opening to its loss; never used again after that. All of Paho, and all of its
 * errors, end here. Since its own reconnecting loses messages and resends dead topic aliases, it is not
 * used: the session opens a new link and sends again what was not acknowledged.
 *
 * <p>Opening, subscribing and closing wait, each up to its deadline; one thread at a time calls them.
 */
final class Link {
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final long SESSION_EXPIRY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final int CONNECT_SECONDS = 10;
    private static final long ANSWER_MS = 10_000;
    private static final long GOODBYE_MS = 2_000;
    private static final int DEFAULT_RECEIVE_MAXIMUM = 65_535;

    /** Hears of what happens on a link; called on a thread of Paho's, which it must not hold up. */
    interface Listener {
        void arrived(Incoming message);

        /** Once at most; not after {@link #close}. */
        void lost(LinkException why);
    }

    private final MqttAsyncClient client;
    private final PahoCallback callback;
    private final int receiveMaximum;
    private final boolean identifiesSubscriptions;

    private Link(MqttAsyncClient client, PahoCallback callback, MqttProperties broker) {
        this.client = client;
        this.callback = callback;
        this.receiveMaximum = Objects.requireNonNullElse(broker.getReceiveMaximum(), DEFAULT_RECEIVE_MAXIMUM);
        this.identifiesSubscriptions = broker.isSubscriptionIdentifiersAvailable();
    }

    /** Connects, and waits until that has worked or failed. Messages may arrive before it returns. */
    static Link open(LinkSpec spec, Listener listener) throws LinkException {
        MqttAsyncClient client = client(spec);
        PahoCallback callback = new PahoCallback(listener, client);
        client.setCallback(callback);
        client.setManualAcks(true);
        try {
            IMqttToken token = client.connect(options(spec));
            token.waitForCompletion(CONNECT_SECONDS * 1000L + ANSWER_MS);
            return new Link(client, callback, token.getResponseProperties());
        } catch (MqttException e) {
            abandon(client, callback);
            throw Reasons.notConnected(spec.endpoint(), e);
        }
    }

    private static MqttAsyncClient client(LinkSpec spec) throws LinkException {
        try {
            return new MqttAsyncClient(spec.endpoint().uri(), spec.clientId(), new MemoryPersistence());
        } catch (MqttException | IllegalArgumentException e) {
            throw LinkException.refused(spec.endpoint() + " is no address; set host and port", e);
        }
    }

    /** How many messages the broker lets be unacknowledged at a time. */
    int receiveMaximum() {
        return receiveMaximum;
    }

    /** True if a message can say which subscription it arrived by. */
    boolean identifiesSubscriptions() {
        return identifiesSubscriptions;
    }

    /**
     * Subscribes to requests: live ones only, with the retain flag as their sender set it.
     *
     * @param identifier stands in {@link Incoming#subscriptions()}, where the broker can do that
     */
    void subscribeLive(List<String> filters, int identifier) throws LinkException {
        MqttProperties properties = new MqttProperties();
        if (identifiesSubscriptions) {
            properties.setSubscriptionIdentifier(identifier);
        }
        MqttSubscription[] subscriptions = filters.stream().map(Link::live).toArray(MqttSubscription[]::new);
        await("subscribing to " + filters, () -> client.subscribe(subscriptions, null, null, properties));
    }

    private static MqttSubscription live(String filter) {
        MqttSubscription subscription = new MqttSubscription(filter, 1);
        subscription.setRetainAsPublished(true);
        subscription.setRetainHandling(2);
        return subscription;
    }

    /** Subscribes to what is retained; live messages come too, but never with the retain flag. */
    void subscribeRetained(String filter) throws LinkException {
        MqttSubscription[] subscriptions = {new MqttSubscription(filter, 1)};
        await("subscribing to " + filter, () -> client.subscribe(subscriptions, null, null, new MqttProperties()));
    }

    void unsubscribe(String filter) throws LinkException {
        await("unsubscribing from " + filter, () -> client.unsubscribe(filter));
    }

    /**
     * Publishes without waiting.
     *
     * @param done told, on a thread of Paho's, whether the broker has it (QoS 1) or it was written (QoS 0);
     *     it may never be told when the link is lost
     * @return false if Paho has no room now: try again shortly
     */
    boolean publish(Outgoing message, Consumer<Boolean> done) throws LinkException {
        MqttMessage mqtt = new MqttMessage(message.payload(), message.qos(), message.retained(), new MqttProperties());
        message.correlation().ifPresent(mqtt.getProperties()::setCorrelationData);
        try {
            client.publish(message.topic(), mqtt, null, new PahoAction(done));
            return true;
        } catch (MqttException e) {
            if (e.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT) {
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
    void close(boolean forget) {
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
    void abandon() {
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

    private static void await(String what, Request request) throws LinkException {
        try {
            IMqttToken token = request.send();
            token.waitForCompletion(ANSWER_MS);
            for (int code : Objects.requireNonNullElse(token.getReasonCodes(), new int[0])) {
                if (code >= MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR) {
                    throw LinkException.refused(
                            what + " is not allowed: " + Reasons.words(code) + "; give the account the right to", null);
                }
            }
        } catch (MqttException e) {
            throw LinkException.lost(what + " failed: " + Reasons.words(e), e);
        }
    }

    private static MqttConnectionOptions options(LinkSpec spec) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(SESSION_EXPIRY_SECONDS);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setConnectionTimeout(CONNECT_SECONDS);
        options.setAutomaticReconnect(false);
        options.setUseSubscriptionIdentifiers(false);
        spec.endpoint().user().ifPresent(options::setUserName);
        spec.endpoint().password().ifPresent(text -> options.setPassword(text.getBytes(StandardCharsets.UTF_8)));
        options.setSocketFactory(spec.endpoint().tls() ? new PromptTlsSockets() : new PromptSockets());
        Outgoing will = spec.will();
        options.setWill(
                will.topic(), new MqttMessage(will.payload(), will.qos(), will.retained(), new MqttProperties()));
        return options;
    }
}
