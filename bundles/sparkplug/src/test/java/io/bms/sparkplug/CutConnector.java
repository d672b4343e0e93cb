// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.connection.MqttConnection;
import io.bms.api.connection.MqttConnector;
import io.bms.api.connection.MqttTarget;
import io.bms.mqtt.link.LinkConnector;
import java.io.IOException;

/** Connections that the test can cut without a goodbye. */
final class CutConnector implements MqttConnector {
    private volatile MqttConnection newest;
    private volatile Listener hearer;

    @Override
    public MqttConnection connect(MqttTarget target, Listener listener) throws IOException {
        hearer = listener;
        newest = new LinkConnector().connect(target, listener);
        return newest;
    }

    void cut() {
        newest.abandon();
        hearer.lost("cut by the test");
    }
}
