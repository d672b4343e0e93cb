// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The PEM files by which one side of TLS knows the other, and is known by it. They are read whenever they are used, so that a
 * renewed one needs no restart. Thread: any; reading blocks for the disk.
 *
 * @param caFile certificates of who may have signed the other side's; empty for those that Java trusts
 * @param certificateFile one's own certificate, followed by those of its issuers; empty for none
 * @param keyFile its key, without a password; there if {@code certificateFile} is
 */
public record TlsFiles(Optional<Path> caFile, Optional<Path> certificateFile, Optional<Path> keyFile) {
    /** What Java trusts, and no certificate of one's own. */
    public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

    private static final char[] IN_MEMORY = new char[0];

    public TlsFiles {
        Objects.requireNonNull(caFile, "caFile");
        if (certificateFile.isPresent() != keyFile.isPresent()) {
            throw new IllegalArgumentException("certificateFile and keyFile belong together; set both, or none");
        }
    }

    /** From the keys of a cfg file; blank means none. */
    public static TlsFiles of(String caFile, String certificateFile, String keyFile) {
        return new TlsFiles(path(caFile), path(certificateFile), path(keyFile));
    }

    private static Optional<Path> path(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text.strip()));
    }

    /** @throws IOException a file cannot be used, with what is wrong with it */
    public SSLContext context() throws IOException {
        try {
            if (equals(NONE)) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("Java's TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /**
     * When one's own certificate, or the first of its issuers', ends.
     *
     * @throws IOException there is none, or it cannot be read
     */
    public Instant ends() throws IOException {
        Path file = certificateFile.orElseThrow(() -> new IOException("no certificateFile is set"));
        return PemFile.read(file).certificates().stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** All that are set. */
    public List<Path> all() {
        return Stream.of(caFile, certificateFile, keyFile)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Null, as {@link SSLContext#init} has it, for what Java trusts. */
    private TrustManager[] trustManagers() throws IOException, GeneralSecurityException {
        if (caFile.isEmpty()) {
            return null;
        }
        KeyStore trusted = empty();
        List<X509Certificate> issuers = PemFile.read(caFile.get()).certificates();
        for (int i = 0; i < issuers.size(); i++) {
            trusted.setCertificateEntry("issuer-" + i, issuers.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private KeyManager[] keyManagers() throws IOException, GeneralSecurityException {
        if (certificateFile.isEmpty()) {
            return null;
        }
        List<X509Certificate> chain = PemFile.read(certificateFile.get()).certificates();
        X509Certificate own = chain.get(0);
        Path keyPath = keyFile.orElseThrow();
        PrivateKey key = PemFile.read(keyPath).keyOf(own.getPublicKey());
        if (!belongTogether(key, own)) {
            throw new IOException(
                    "the key in " + keyPath + " does not belong to the first certificate in " + certificateFile.get());
        }
        KeyStore store = empty();
        store.setKeyEntry("own", key, IN_MEMORY, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, IN_MEMORY);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] anything = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(anything);
        byte[] signature = signing.sign();
        Signature checking = Signature.getInstance(algorithm);
        checking.initVerify(certificate.getPublicKey());
        checking.update(anything);
        return checking.verify(signature);
    }
}
