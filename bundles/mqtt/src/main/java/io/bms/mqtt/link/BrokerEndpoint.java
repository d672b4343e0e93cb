// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import io.bms.tls.TlsFiles;
import java.util.Objects;
import java.util.Optional;

/**
 * Where and as whom to connect.
 *
 * @param tls empty for a connection that is not encrypted
 */
public record BrokerEndpoint(
        String host, int port, Optional<TlsFiles> tls, Optional<String> user, Optional<String> password) {
    public BrokerEndpoint {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /** Without the password: this stands in logs. */
    @Override
    public String toString() {
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return (tls.isPresent() ? "ssl://" : "tcp://") + bracketed + ":" + port;
    }
}
