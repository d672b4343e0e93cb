// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.connection;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where and as whom to connect. Files are read at each attempt, so that a renewed one needs no restart.
 *
 * @param tls empty for a connection that is not encrypted
 * @param passwordFile file whose first line is the password
 * @param will what the broker publishes when the connection ends without a goodbye
 */
public record MqttTarget(
        String host,
        int port,
        Optional<Tls> tls,
        Optional<String> user,
        Optional<Path> passwordFile,
        String clientId,
        MqttMessage will) {
    public MqttTarget {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(passwordFile, "passwordFile");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(will, "will");
    }

    /**
     * PEM files.
     *
     * @param caFile who may have signed the broker's certificate; empty for those that Java trusts
     * @param certificateFile one's own certificate; empty for none
     * @param keyFile its key
     */
    public record Tls(Optional<Path> caFile, Optional<Path> certificateFile, Optional<Path> keyFile) {
        public Tls {
            Objects.requireNonNull(caFile, "caFile");
            Objects.requireNonNull(certificateFile, "certificateFile");
            Objects.requireNonNull(keyFile, "keyFile");
        }
    }
}
