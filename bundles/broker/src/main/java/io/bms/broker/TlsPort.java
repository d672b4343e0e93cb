// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where MQTT is spoken inside TLS, and with which certificate.
 *
 * @param files the broker's certificate and key; of {@code caFile} each client must show a certificate, if it is set
 * @param clientCertificateOptional whether a client may show none, and sign in as it would without TLS
 * @param crlFile the certificates that the issuers in {@code caFile} have revoked
 */
record TlsPort(
        String bindAddress, int port, TlsFiles files, boolean clientCertificateOptional, Optional<Path> crlFile) {
    TlsPort {
        Objects.requireNonNull(files, "files");
        if (bindAddress.isBlank()) {
            throw new IllegalArgumentException("tlsBindAddress is blank; use 0.0.0.0 or an address of this machine");
        }
        if (files.certificateFile().isEmpty()) {
            throw new IllegalArgumentException("clientCaFile is set, and certificateFile is not; set it, and keyFile");
        }
        if (crlFile.isPresent() && files.caFile().isEmpty()) {
            throw new IllegalArgumentException(
                    "crlFile is set, and clientCaFile is not; set it to the certificates of those who sign clients'");
        }
    }
}
