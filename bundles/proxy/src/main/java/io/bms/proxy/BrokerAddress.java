// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Where MQTT goes.
 *
 * @param tls what it is encrypted with on the way; empty if it is not
 * @param signIn for an external broker, which does not know the credentials that a browser is given: what to
 *     sign in with instead
 * @param opened told of the near end of each connection there, before anything is sent
 */
record BrokerAddress(
        String host, int port, Optional<SSLContext> tls, Optional<SignIn> signIn, Consumer<InetSocketAddress> opened) {
    BrokerAddress {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(signIn, "signIn");
        Objects.requireNonNull(opened, "opened");
    }

    /** A name and a password at an external broker; either may be absent. */
    record SignIn(Optional<String> user, Optional<String> password) {
        /** Without the password: this might stand in logs. */
        @Override
        public String toString() {
            return user.orElse("nobody");
        }
    }
}
