// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.connection;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** Opens MQTT 5 connections, one at a time and each anew: whoever asks for one tries again itself. Thread: any. */
@ProviderType
public interface MqttConnector {
    /**
     * Connects with a clean start, and a session that ends with the connection; waits for that, 20 s at most.
     * Messages may arrive before it returns.
     *
     * @throws IOException with words for an operator
     */
    MqttConnection connect(MqttTarget target, Listener listener) throws IOException;

    /** Hears of one connection; called on a thread of the connection's, which it must not hold up. */
    @ConsumerType
    interface Listener {
        void arrived(MqttMessage message);

        /** Once at most; not after it was closed. */
        void lost(String why);
    }
}
