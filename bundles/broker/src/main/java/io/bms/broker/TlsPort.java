// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.tls.TlsFiles;
import java.util.Objects;

/**
 * Where MQTT is spoken inside TLS, and with which certificate.
 *
 * @param files the broker's certificate and key; of {@code caFile} each client must show a certificate, if it is set
 */
record TlsPort(String bindAddress, int port, TlsFiles files) {
    TlsPort {
        Objects.requireNonNull(files, "files");
        if (bindAddress.isBlank()) {
            throw new IllegalArgumentException("tlsBindAddress is blank; use 0.0.0.0 or an address of this machine");
        }
        if (files.certificateFile().isEmpty()) {
            throw new IllegalArgumentException("clientCaFile is set, and certificateFile is not; set it, and keyFile");
        }
    }
}
