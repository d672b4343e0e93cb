// SPDX-License-Identifier: GPL-3.0-only
package io.bms.certificate;

import io.bms.text.PrivateFile;
import io.bms.tls.KeyAndChain;
import io.bms.tls.Pem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The files. Each holds a key and what belongs to it, so that both change in one step: a power cut leaves the former
 * pair or the next. Only the owner may read them.
 *
 * <p>Thread: any, one at a time.
 */
final class CertificateFolder {
    private static final String BEGIN_REQUEST = "-----BEGIN CERTIFICATE REQUEST-----";

    private final Path authority;
    private final Path gateway;
    private final Path request;

    CertificateFolder(Path folder) {
        authority = folder.resolve("authority.pem");
        gateway = folder.resolve("gateway.pem");
        request = folder.resolve("request.pem");
    }

    Path authorityFile() {
        return authority;
    }

    /** Empty if there is none; one that cannot be read is a failure, lest it is overwritten. */
    Optional<KeyAndChain> authority() throws IOException {
        return read(authority);
    }

    Optional<KeyAndChain> gateway() throws IOException {
        return read(gateway);
    }

    private static Optional<KeyAndChain> read(Path file) throws IOException {
        return Files.notExists(file) ? Optional.empty() : Optional.of(KeyAndChain.read(file, file));
    }

    void writeAuthority(KeyAndChain pair) throws IOException {
        write(authority, pair);
    }

    /** What cannot be read is kept beside it. */
    void writeGateway(KeyAndChain pair) throws IOException {
        try {
            gateway();
        } catch (IOException damaged) {
            Files.move(gateway, gateway.resolveSibling("gateway.pem.damaged"), StandardCopyOption.REPLACE_EXISTING);
        }
        write(gateway, pair);
    }

    /** The text of the request whose key is kept. */
    Optional<String> request() throws IOException {
        if (Files.notExists(request)) {
            return Optional.empty();
        }
        String text = Files.readString(request, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN_REQUEST);
        return begin < 0 ? Optional.empty() : Optional.of(text.substring(begin));
    }

    void writeRequest(PrivateKey key, byte[] content) throws IOException {
        write(request, Pem.text("PRIVATE KEY", key.getEncoded()) + Pem.text("CERTIFICATE REQUEST", content));
    }

    void forgetRequest() throws IOException {
        Files.deleteIfExists(request);
    }

    /**
     * The key that belongs to a new certificate: of the request, or of the present one.
     *
     * @param file where the chain was read
     */
    KeyAndChain matched(List<X509Certificate> chain, Path file) throws IOException {
        for (Path keys : List.of(request, gateway)) {
            if (Files.exists(keys)) {
                try {
                    return KeyAndChain.read(chain, file, keys);
                } catch (IOException anothers) {
                    continue;
                }
            }
        }
        throw new IOException("the certificate in " + file
                + " is for another key than that of the request; have the text of bms:certificate-request signed");
    }

    private static void write(Path file, KeyAndChain pair) throws IOException {
        StringBuilder text =
                new StringBuilder(Pem.text("PRIVATE KEY", pair.key().getEncoded()));
        for (X509Certificate one : pair.chain()) {
            try {
                text.append(Pem.text("CERTIFICATE", one.getEncoded()));
            } catch (GeneralSecurityException e) {
                throw new IOException("a certificate cannot be written", e);
            }
        }
        write(file, text.toString());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        PrivateFile.create(draft);
        Files.writeString(draft, text, StandardCharsets.US_ASCII);
        try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
