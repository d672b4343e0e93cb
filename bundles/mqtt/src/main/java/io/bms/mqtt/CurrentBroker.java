// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.broker.EmbeddedBroker;
import io.bms.mqtt.link.BrokerEndpoint;
import io.bms.mqtt.link.LinkException;
import io.bms.text.PasswordFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the broker: the configured one, else the embedded one while there is one. Thread: any. */
final class CurrentBroker {
    private final Optional<MqttSettings.External> external;
    private volatile EmbeddedBroker embedded;

    CurrentBroker(Optional<MqttSettings.External> external) {
        this.external = external;
    }

    void embedded(EmbeddedBroker broker) {
        embedded = broker;
    }

    /** Forgets {@code broker}, unless another has taken its place. */
    void embeddedGone(EmbeddedBroker broker) {
        if (embedded == broker) {
            embedded = null;
        }
    }

    /**
     * Where to connect now.
     *
     * @return empty when there is no broker at all
     * @throws LinkException the password cannot be read
     */
    Optional<BrokerEndpoint> current() throws LinkException {
        if (external.isPresent()) {
            MqttSettings.External broker = external.get();
            Optional<String> password = broker.passwordFile().isEmpty()
                    ? Optional.empty()
                    : Optional.of(read(broker.passwordFile().get()));
            return Optional.of(new BrokerEndpoint(broker.host(), broker.port(), broker.tls(), broker.user(), password));
        }
        return Optional.ofNullable(embedded)
                .map(broker -> new BrokerEndpoint(
                        broker.host(),
                        broker.tcpPort(),
                        Optional.empty(),
                        Optional.of(broker.user()),
                        Optional.of(broker.password())));
    }

    /** The embedded one, if it is where to connect. */
    Optional<EmbeddedBroker> inside() {
        return external.isPresent() ? Optional.empty() : Optional.ofNullable(embedded);
    }

    private static String read(Path passwordFile) throws LinkException {
        try {
            return PasswordFile.read(passwordFile);
        } catch (IOException e) {
            throw LinkException.refused(
                    "the password file " + passwordFile + " cannot be read (" + e.getMessage()
                            + "); set passwordFile or BMS_MQTT_PASSWORD_FILE to one that can",
                    e);
        }
    }
}
