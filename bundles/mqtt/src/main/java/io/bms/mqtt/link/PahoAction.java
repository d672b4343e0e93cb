// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;

/**
 * Tells what the broker says of a publication. To Paho an acknowledgement is a success whatever its reason code says.
 */
record PahoAction(Consumer<Delivery> done) implements MqttActionListener {
    @Override
    public void onSuccess(IMqttToken token) {
        done.accept(Acknowledged.of(token)
                .refusal()
                .<Delivery>map(refused -> refused)
                .orElseGet(Delivery.Taken::new));
    }

    @Override
    public void onFailure(IMqttToken token, Throwable exception) {
        // The connection broke, which the link's listener is told; nobody knows what became of the message.
    }
}
