// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.account.Role;
import io.bms.settings.UnusableSetting;
import io.bms.text.BrokerUrl;
import io.bms.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configuration, checked.
 *
 * @param external the broker to use; empty means the embedded one
 */
record MqttSettings(Optional<External> external, Duration batchInterval, int maxBatchSize) {
    private static final String NOBODY = "none";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1", Pattern.CASE_INSENSITIVE);

    MqttSettings {
        Objects.requireNonNull(external, "external");
        UnusableSetting.unlessWithin("batchIntervalSeconds", batchInterval.toSeconds(), 1, 3600);
        UnusableSetting.unlessWithin("maxBatchSize", maxBatchSize, 1, 10_000);
    }

    /**
     * A broker of somebody else's.
     *
     * @param tls empty for a connection that is not encrypted
     * @param unproven the role of whoever sends a command without a proof; empty if nothing of it is carried out
     */
    record External(
            String host,
            int port,
            Optional<String> user,
            Optional<Path> passwordFile,
            Optional<TlsFiles> tls,
            Optional<Role> unproven) {
        External {
            Objects.requireNonNull(unproven, "unproven");
            UnusableSetting.unlessWithin("port", port, 1, 65_535);
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(passwordFile, "passwordFile");
            Objects.requireNonNull(tls, "tls");
        }

        /**
         * Looks no name up, which may take long: only addresses and {@code localhost} are known to stay on this
         * machine.
         */
        boolean isReadable() {
            return tls.isEmpty() && !LOOPBACK.matcher(host).matches();
        }
    }

    /** What an operator must be told, if anything. */
    Optional<String> warning() {
        return external.filter(External::isReadable)
                .map(broker -> "the connection to the MQTT broker " + broker.host() + " is not encrypted, so passwords,"
                        + " values and commands can be read on the network; write mqtts:// before host in"
                        + " etc/io.bms.mqtt.cfg (BMS_MQTT_HOST)");
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
        TlsFiles files = TlsFiles.of(config.caFile(), config.certificateFile(), config.keyFile());
        return Optional.of(new External(
                address.host(),
                address.port().orElse(config.port()),
                given(config.user()),
                given(config.passwordFile()).map(Path::of),
                address.tls().orElse(config.tls()) ? Optional.of(files) : Optional.empty(),
                unproven(config.externalRole().strip())));
    }

    /** The role that a word of externalRole means; empty for nobody. */
    static Optional<Role> unproven(String text) {
        if (text.equals(NOBODY)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(Role.values())
                .filter(role -> role != Role.SERVICE && role.wireName().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new UnusableSetting("externalRole", text, "use none, viewer, operator, integrator or admin")));
    }

    private static Optional<String> given(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }
}
