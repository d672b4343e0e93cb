// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The configuration, checked.
 *
 * @param external the broker to use; empty means the embedded one
 */
record MqttSettings(Optional<External> external, Duration batchInterval, int maxBatchSize) {
    MqttSettings {
        Objects.requireNonNull(external, "external");
        require("batchIntervalSeconds", batchInterval.toSeconds(), 1, 3600);
        require("maxBatchSize", maxBatchSize, 1, 10_000);
    }

    /** A broker of somebody else's. */
    record External(String host, int port, Optional<String> user, Optional<Path> passwordFile, boolean tls) {
        External {
            require("port", port, 1, 65_535);
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(passwordFile, "passwordFile");
        }
    }

    static MqttSettings of(MqttConfig config) {
        return new MqttSettings(
                external(config), Duration.ofSeconds(config.batchIntervalSeconds()), config.maxBatchSize());
    }

    private static Optional<External> external(MqttConfig config) {
        String host = config.host().strip();
        if (host.isEmpty()) {
            return Optional.empty();
        }
        BrokerUrl address = BrokerUrl.parse(host);
        boolean tls = address.tls().orElse(config.tls());
        return Optional.of(new External(
                address.host(),
                address.port().orElse(config.port()),
                given(config.user()),
                given(config.passwordFile()).map(Path::of),
                tls));
    }

    private static Optional<String> given(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }

    private static void require(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + " = " + value + " is not allowed; use " + min + " to " + max);
        }
    }
}
