// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;

/** Tells whether a publish worked. */
record PahoAction(Consumer<Boolean> done) implements MqttActionListener {
    @Override
    public void onSuccess(IMqttToken token) {
        done.accept(true);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable exception) {
        done.accept(false);
    }
}
