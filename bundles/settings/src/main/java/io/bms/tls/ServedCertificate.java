// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import io.bms.api.status.StatusItem.Problem;
import io.bms.time.Built;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a port shows, and whom of its clients it believes, as its files have it now. If new ones cannot
 * be used, the former stay in force, and the status says so, as it does a month and a week before a certificate ends.
 *
 * <p>Thread: any; {@link #look} blocks for the disk.
 */
public final class ServedCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(ServedCertificate.class);

    private final String code;
    private final String port;
    private final String without;
    private final TlsFiles files;
    private final Optional<Path> crlFile;
    private final Clock clock;
    private List<String> seen = List.of();
    private Optional<String> unusable = Optional.empty();
    private volatile Optional<InForce> inForce = Optional.empty();
    private volatile List<Problem> problems = List.of();

    private record InForce(SSLContext context, Instant ends, RevokedCertificates revoked) {}

    /**
     * @param code how the codes of its problems begin
     * @param port what it is called in sentences
     * @param without what is so until it has a certificate, in words
     * @param files its certificate and key, and whose clients' certificates are believed
     * @param crlFile what the issuers in {@code caFile} have revoked, PEM
     */
    public ServedCertificate(
            String code, String port, String without, TlsFiles files, Optional<Path> crlFile, Clock clock) {
        this.code = code;
        this.port = port;
        this.without = without;
        this.files = files;
        this.crlFile = crlFile;
        this.clock = clock;
    }

    /**
     * Looks whether the files have changed, and how long what is in them is good for.
     *
     * @return whether others are in force now
     */
    public synchronized boolean look() {
        Stream<String> states =
                Stream.concat(files.all().stream(), crlFile.stream()).map(ServedCertificate::state);
        // clients' certificates are judged by another time once the clock is put right
        List<String> now = Stream.concat(states, Stream.of("clock " + !Built.isAfter(clock)))
                .toList();
        boolean changed = !now.equals(seen) && load();
        seen = now;
        report();
        return changed;
    }

    private boolean load() {
        try {
            InForce fresh = new InForce(files.context(clock), files.ends(), readRevoked());
            if (inForce.isPresent()) {
                LOG.info("{} shows the new certificate, which is good until {}", port, fresh.ends());
            }
            inForce = Optional.of(fresh);
            unusable = Optional.empty();
            return true;
        } catch (IOException e) {
            unusable = Optional.of(port + ": " + e.getMessage()
                    + (inForce.isEmpty() ? "; " + without : "; the former certificate stays in force"));
            return false;
        }
    }

    private RevokedCertificates readRevoked() throws IOException {
        return crlFile.isPresent()
                ? RevokedCertificates.read(crlFile.get(), files.caFile().orElseThrow())
                : RevokedCertificates.NONE;
    }

    private void report() {
        Map<String, String> messages = new LinkedHashMap<>();
        unusable.ifPresentOrElse(message -> messages.put(code + "_tls_unusable", message), () -> inForce.flatMap(
                        now -> Ending.inWords("the certificate of " + port, now.ends(), clock.instant()))
                .ifPresent(message -> messages.put(code + "_certificate_expires", message)));
        inForce.flatMap(now -> now.revoked().due())
                .filter(due -> clock.instant().isAfter(due))
                .ifPresent(
                        due -> messages.put(
                                code + "_crl_outdated",
                                "the revocation list of " + port + " was to be followed by another at " + due
                                        + "; it stays in force, but what was revoked since is let in: put a new one in its place"));
        List<Problem> next = new ArrayList<>();
        messages.forEach((name, message) -> next.add(problem(name, message)));
        problems = List.copyOf(next);
    }

    /** What was said already keeps its time. */
    private Problem problem(String name, String message) {
        return problems.stream()
                .filter(said -> said.code().equals(name) && said.message().equals(message))
                .findFirst()
                .orElseGet(() -> {
                    LOG.warn("{}", message);
                    return new Problem(name, message, clock.instant());
                });
    }

    private static String state(Path file) {
        try {
            return file + " " + Files.getLastModifiedTime(file) + " " + Files.size(file);
        } catch (IOException e) {
            return file + " is not there";
        }
    }

    /** What makes TLS on a new connection; empty while there is no certificate that can be used. */
    public Optional<SSLContext> context() {
        return inForce.map(InForce::context);
    }

    public RevokedCertificates revoked() {
        return inForce.map(InForce::revoked).orElse(RevokedCertificates.NONE);
    }

    /** What an operator must be told. */
    public List<Problem> problems() {
        return problems;
    }
}
