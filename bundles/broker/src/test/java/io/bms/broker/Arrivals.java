// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** The one callback of Paho's that a test is after. */
record Arrivals(Arrival arrival) implements MqttCallback {
    interface Arrival {
        void arrived(String topic, MqttMessage message) throws Exception;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws Exception {
        arrival.arrived(topic, message);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        // shows as missing messages
    }

    @Override
    public void mqttErrorOccurred(MqttException failure) {
        // shows as missing messages
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // nothing is published
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
        // connecting waits for it
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // not used
    }
}
