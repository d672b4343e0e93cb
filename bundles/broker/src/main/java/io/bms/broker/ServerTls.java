// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.log.OutsideText;
import io.bms.api.log.Repeats;
import io.bms.time.GatewayClock;
import io.bms.tls.ServedCertificate;
import io.bms.tls.TlsTerms;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS at the broker's port: the certificate that the next connection is shown, and what the certificates of clients are
 * worth.
 *
 * <p>Thread: any; the files are read by one of the broker's scheduled threads.
 */
final class ServerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final TlsPort port;
    private final ServedCertificate served;
    private final UnaryOperator<String> ticket;
    private final BrokerReport report;
    private final GatewayClock clock;
    private final Repeats repeats;

    /**
     * @param ticket the password by which the broker lets in whoever has shown an account's certificate
     * @param clock the machine's
     */
    ServerTls(TlsPort port, UnaryOperator<String> ticket, BrokerReport report, Clock clock) {
        this.port = port;
        this.served = new ServedCertificate(
                "mqtt", "MQTT over TLS", "nobody can connect to its port", port.files(), port.crlFile(), clock);
        this.ticket = ticket;
        this.report = report;
        this.clock = new GatewayClock(clock);
        this.repeats = new Repeats(clock);
    }

    /** Looks whether the files have changed, and how long the certificate is good for. */
    void look() {
        served.look();
        report.tls(served.problems());
    }

    /** What speaks TLS on a new connection; empty while there is no certificate that can be used. */
    Optional<SslHandler> handler() {
        return served.context().map(this::engine).map(SslHandler::new);
    }

    private SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(TlsTerms.protocols());
        engine.setEnabledCipherSuites(TlsTerms.cipherSuites(context));
        if (port.files().caFile().isPresent()) {
            if (port.clientCertificateOptional()) {
                engine.setWantClientAuth(true);
            } else {
                engine.setNeedClientAuth(true);
            }
        }
        return engine;
    }

    /** The other side of a connection. */
    Peer peer(SslHandler handler) {
        return new Peer(() -> Peer.certificates(handler.engine().getSession()), this::areGood, ticket);
    }

    /** A certificate may end, or be revoked, while its connection is open. */
    private boolean areGood(List<X509Certificate> chain) {
        boolean revoked = served.revoked().contain(chain);
        boolean good = !revoked
                && chain.stream().allMatch(one -> clock.instant()
                        .isBefore(one.getNotAfter().toInstant()));
        if (!good) {
            repeats.next("certificate")
                    .ifPresent(more -> LOG.warn(
                            "the MQTT client with the certificate {} is not let in: it {}{}",
                            OutsideText.of(
                                    chain.get(0).getSubjectX500Principal().getName()),
                            revoked ? "is revoked" : "has ended",
                            more));
        }
        return good;
    }
}
