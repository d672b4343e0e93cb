// SPDX-License-Identifier: GPL-3.0-only
package io.bms.certificate;

import io.bms.api.certificate.GatewayCertificate;
import io.bms.api.certificate.UnusableCertificateException;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.time.Built;
import io.bms.time.GatewayClock;
import io.bms.tls.CertificateAuthority;
import io.bms.tls.KeyAndChain;
import io.bms.tls.Names;
import io.bms.tls.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Dictionary;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the gateway's CA and certificate, and looks each minute whether the certificate is still what it should be. One
 * that the site's CA has signed is left alone: only that CA can renew it.
 *
 * <p>Thread: any; by itself bms-certificate-renewal.
 */
@Component(
        service = {GatewayCertificate.class, StatusSource.class},
        immediate = true)
public final class OwnCertificate implements GatewayCertificate, StatusSource {
    /** Some devices take none that is good for longer than 398 days from its beginning, others for 825. */
    static final Duration LIFE = Duration.ofDays(397);

    private static final Duration LONGEST_LIFE = Duration.ofDays(800);
    private static final Duration RENEWED_BEFORE = LIFE.dividedBy(3);
    private static final Instant AUTHORITY_ENDS = Instant.parse("2049-12-31T23:59:59Z");
    private static final int LOOK_SECONDS = 60;
    /** What a text that came without a file is called. */
    private static final Path SENT = Path.of("what was sent");

    private static final Logger LOG = LoggerFactory.getLogger(OwnCertificate.class);

    private final CertificateFolder folder;
    private final Supplier<Names> names;
    private final ScheduledExecutorService executor;
    private final Clock clock;
    private volatile Optional<StatusItem> problem = Optional.empty();

    @Activate
    public OwnCertificate(BundleContext context, @Reference ConfigurationAdmin configurations) {
        this(
                Path.of(context.getProperty("bms.data")).resolve("certificate"),
                new MachineNames(() -> listed(configurations)),
                Executors.newSingleThreadScheduledExecutor(OwnCertificate::thread),
                Clock.systemUTC());
        executor.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** @param executor which {@link #close} ends */
    OwnCertificate(Path folder, Supplier<Names> names, ScheduledExecutorService executor, Clock clock) {
        this.folder = new CertificateFolder(folder);
        this.names = names;
        this.executor = executor;
        this.clock = clock;
    }

    /** Those by which browsers reach the gateway. */
    private static String listed(ConfigurationAdmin configurations) {
        try {
            Dictionary<String, Object> proxy =
                    configurations.getConfiguration("io.bms.proxy", "?").getProperties();
            return proxy != null && proxy.get("names") instanceof String text ? text : "";
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "bms-certificate-renewal");
        thread.setDaemon(true);
        return thread;
    }

    @Deactivate
    void close() {
        executor.shutdown();
    }

    @Override
    public List<StatusItem> status() {
        return problem.stream().toList();
    }

    /** Makes what is not there, and renews what is due. */
    synchronized void look() {
        try {
            CertificateAuthority authority = ownAuthority();
            if (isDue(authority)) {
                issue(authority);
            }
            problem = Optional.empty();
        } catch (Exception e) {
            if (problem.isEmpty()) {
                LOG.error("the gateway's own certificate cannot be made or renewed", e);
                problem = Optional.of(new StatusItem.Problem(
                        "own_certificate",
                        "the gateway's own certificate cannot be made or renewed: " + e.getMessage(),
                        clock.instant()));
            }
        }
    }

    private boolean isDue(CertificateAuthority authority) {
        try {
            Optional<KeyAndChain> present = folder.gateway();
            return present.isEmpty()
                    || isBy(authority, present.get()) && isStale(present.get().certificate());
        } catch (IOException damaged) {
            LOG.warn(
                    "the gateway gets a new certificate, since the one there is cannot be read: {}",
                    damaged.getMessage());
            return true;
        }
    }

    private static boolean isBy(CertificateAuthority authority, KeyAndChain pair) {
        return pair.certificate()
                .getIssuerX500Principal()
                .equals(authority.certificate().getSubjectX500Principal());
    }

    private boolean isStale(X509Certificate certificate) {
        boolean old = new GatewayClock(clock)
                .instant()
                .isAfter(certificate.getNotAfter().toInstant().minus(RENEWED_BEFORE));
        return old
                || !Descriptions.names(certificate)
                        .containsAll(names.get().all().toList());
    }

    private CertificateAuthority ownAuthority() throws IOException, GeneralSecurityException {
        Optional<KeyAndChain> kept = folder.authority();
        if (kept.isPresent()) {
            return new CertificateAuthority(kept.get().certificate(), kept.get().key());
        }
        CertificateAuthority made = CertificateAuthority.selfSigned(
                "BMS gateway CA of " + MachineNames.first(names.get()), Built.at(), AUTHORITY_ENDS);
        folder.writeAuthority(new KeyAndChain(List.of(made.certificate()), made.key()));
        LOG.info(
                "the gateway's own CA was made; SHA-256 fingerprint {}",
                Descriptions.of(made.certificate()).fingerprint());
        return made;
    }

    /** Good from long before now, for those whose clock is behind. */
    private X509Certificate issue(CertificateAuthority authority) throws IOException, GeneralSecurityException {
        Names now = names.get();
        Instant until = new GatewayClock(clock).instant().plus(LIFE);
        Instant earliest = until.minus(LONGEST_LIFE);
        Instant from = Built.at().isBefore(earliest) ? earliest : Built.at();
        KeyPair keys = CertificateAuthority.newKeys();
        X509Certificate made = authority.issue(keys.getPublic(), MachineNames.first(now), now, from, until);
        folder.writeGateway(new KeyAndChain(List.of(made, authority.certificate()), keys.getPrivate()));
        LOG.info("the gateway has a new certificate for {}, good until {}", Descriptions.names(made), until);
        return made;
    }

    @Override
    public synchronized String authority() throws IOException {
        return Pem.text(
                "CERTIFICATE", Descriptions.encoded(guarded(this::ownAuthority).certificate()));
    }

    @Override
    public synchronized Description describeAuthority() throws IOException {
        return Descriptions.of(guarded(this::ownAuthority).certificate());
    }

    @Override
    public synchronized Description describe() throws IOException {
        Optional<KeyAndChain> present = folder.gateway();
        return present.isPresent() ? Descriptions.of(present.get().certificate()) : renew();
    }

    @Override
    public synchronized String request(boolean anew) throws IOException {
        Optional<String> kept = anew ? Optional.empty() : folder.request();
        if (kept.isEmpty()) {
            Names now = names.get();
            KeyPair keys = guarded(CertificateAuthority::newKeys);
            folder.writeRequest(
                    keys.getPrivate(), guarded(() -> CertificateAuthority.request(keys, MachineNames.first(now), now)));
        }
        return folder.request().orElseThrow();
    }

    @Override
    public synchronized Description install(Path file) throws IOException {
        return install(usable(() -> KeyAndChain.certificates(file), file));
    }

    @Override
    public synchronized Description install(String pem) throws IOException {
        return install(usable(() -> KeyAndChain.certificates(pem, SENT), SENT));
    }

    private Description install(KeyAndChain pair) throws IOException {
        folder.writeGateway(pair);
        folder.forgetRequest();
        Description installed = Descriptions.of(pair.certificate());
        LOG.info("the certificate {} by {} was installed", installed.subject(), installed.issuer());
        return installed;
    }

    private interface Reading {
        List<X509Certificate> read() throws IOException;
    }

    /** @param file where the chain is read */
    private KeyAndChain usable(Reading reading, Path file) throws UnusableCertificateException {
        try {
            List<X509Certificate> chain = reading.read();
            KeyAndChain pair = folder.matched(chain, file);
            requireChain(chain, file);
            requireNotEnded(pair.certificate(), file);
            return pair;
        } catch (IOException unusable) {
            throw new UnusableCertificateException(unusable);
        }
    }

    private void requireNotEnded(X509Certificate certificate, Path file) throws IOException {
        Instant end = certificate.getNotAfter().toInstant();
        if (new GatewayClock(clock).instant().isAfter(end)) {
            throw new IOException("the certificate in " + file + " has ended, at " + end + "; have a new one signed");
        }
    }

    private static void requireChain(List<X509Certificate> chain, Path file) throws IOException {
        for (int i = 0; i + 1 < chain.size(); i++) {
            try {
                chain.get(i).verify(chain.get(i + 1).getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new IOException(
                        "certificate " + (i + 1) + " in " + file
                                + " is not signed by the one that follows; put each before" + " that of its issuer",
                        e);
            }
        }
    }

    @Override
    public synchronized Description renew() throws IOException {
        CertificateAuthority authority = guarded(this::ownAuthority);
        return Descriptions.of(guarded(() -> issue(authority)));
    }

    private interface Work<T> {
        T run() throws IOException, GeneralSecurityException;
    }

    private static <T> T guarded(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (GeneralSecurityException e) {
            throw new IOException("Java cannot make a certificate: " + e.getMessage(), e);
        }
    }
}
