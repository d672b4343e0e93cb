// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * The one callback of Paho's that a test is after: each message with its topic. Whatever else happens shows as missing
 * messages. Thread: the client's.
 */
public record Arrivals(Arrival arrival) implements MqttCallback {
    /** What is done with a message. */
    @FunctionalInterface
    public interface Arrival {
        void arrived(String topic, MqttMessage message) throws Exception;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws Exception {
        arrival.arrived(topic, message);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException failure) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String uri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
