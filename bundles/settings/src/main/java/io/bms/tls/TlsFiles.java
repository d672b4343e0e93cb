// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import io.bms.time.Built;
import io.bms.time.GatewayClock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The PEM files by which one side of TLS knows the other, and is known by it. They are read whenever they are used, so
 * that a renewed one needs no restart. Thread: any; reading blocks for the disk.
 *
 * @param caFile certificates of who may have signed the other side's; empty for those that Java trusts
 * @param certificateFile one's own certificate, followed by those of its issuers; empty for none
 * @param keyFile its key, without a password; there if {@code certificateFile} is
 */
public record TlsFiles(Optional<Path> caFile, Optional<Path> certificateFile, Optional<Path> keyFile) {
    /** What Java trusts, and no certificate of one's own. */
    public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

    private static final String OWN = "own";
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

    /**
     * The files of a port of the gateway, from the keys of a cfg file.
     *
     * @param certificateFile {@value #OWN} for the gateway's own certificate, which has its key with it
     * @param data the data folder
     */
    public static TlsFiles served(String caFile, String certificateFile, String keyFile, Path data) {
        if (!certificateFile.strip().equals(OWN)) {
            return of(caFile, certificateFile, keyFile);
        }
        if (!keyFile.isBlank()) {
            throw new IllegalArgumentException(
                    "certificateFile is own, which has its key already; leave keyFile empty");
        }
        Optional<Path> own = Optional.of(data.resolve("certificate").resolve("gateway.pem"));
        return new TlsFiles(path(caFile), own, own);
    }

    /** The file that a key of a cfg file names; blank means none. */
    public static Optional<Path> path(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text.strip()));
    }

    /** @throws IOException a file cannot be used, with what is wrong with it */
    public SSLContext context() throws IOException {
        return context(Clock.systemUTC());
    }

    /**
     * With a clock before the day of the build, the other side's certificate is judged as of the time of a {@link
     * GatewayClock}, which stays the same as long as this context is used.
     *
     * @param clock the machine's
     *
     * @throws IOException a file cannot be used, with what is wrong with it
     */
    public SSLContext context(Clock clock) throws IOException {
        try {
            boolean clockIsWrong = Built.isAfter(clock);
            if (equals(NONE) && !clockIsWrong) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keyManagers(),
                    clockIsWrong ? trustManagersOf(new GatewayClock(clock).instant()) : trustManagers(),
                    null);
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

    private TrustManager[] trustManagersOf(Instant time) throws IOException, GeneralSecurityException {
        Set<TrustAnchor> issuers = new HashSet<>();
        for (X509Certificate issuer : caFile.isPresent() ? KeyAndChain.certificates(caFile.get()) : trustedByJava()) {
            issuers.add(new TrustAnchor(issuer, null));
        }
        PKIXBuilderParameters then = new PKIXBuilderParameters(issuers, new X509CertSelector());
        then.setRevocationEnabled(false);
        then.setDate(Date.from(time));
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(then));
        return factory.getTrustManagers();
    }

    private static List<X509Certificate> trustedByJava() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private KeyManager[] keyManagers() throws IOException, GeneralSecurityException {
        if (certificateFile.isEmpty()) {
            return null;
        }
        KeyAndChain own = KeyAndChain.read(certificateFile.get(), keyFile.orElseThrow());
        KeyStore store = empty();
        store.setKeyEntry("own", own.key(), IN_MEMORY, own.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, IN_MEMORY);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
