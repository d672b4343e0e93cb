// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.status.StatusItem.Problem;
import io.bms.tls.ServedCertificate;
import io.bms.tls.TlsFiles;
import io.bms.tls.TlsTerms;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * HTTPS by PEM files. Pax Web knows key stores only, and would close the port to show another certificate; so it opens
 * a plain one, and TLS is put before it, where a new certificate is for the next connection and those that are open
 * stay.
 *
 * <p>Thread: any.
 */
final class WebTls {
    private final ServedCertificate served;
    private Optional<SslContextFactory.Server> jetty = Optional.empty();

    WebTls(TlsFiles files, Clock clock) {
        this.served = new ServedCertificate(
                "web",
                "the web port",
                "until it can be used the port listens on 127.0.0.1 only, without TLS",
                files,
                Optional.empty(),
                clock);
    }

    /** Looks for a new certificate. Blocks for the disk. */
    void look() throws Exception {
        if (served.look()) {
            reload();
        }
    }

    private synchronized void reload() throws Exception {
        if (jetty.isPresent()) {
            jetty.get().reload(factory -> factory.setSslContext(context()));
        }
    }

    /** Whether there is a certificate that can be used. */
    boolean isReady() {
        return served.context().isPresent();
    }

    List<Problem> problems() {
        return served.problems();
    }

    /** Puts TLS before a port that is not open yet. */
    synchronized void secure(ServerConnector port, HttpConfiguration configuration) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(context());
        factory.setIncludeProtocols(TlsTerms.protocols());
        factory.setExcludeCipherSuites();
        factory.setIncludeCipherSuites(TlsTerms.cipherSuites(context()));
        SslConnectionFactory tls = new SslConnectionFactory(factory, HttpVersion.HTTP_1_1.asString());
        port.addConnectionFactory(tls);
        port.setDefaultProtocol(tls.getProtocol());
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        jetty = Optional.of(factory);
    }

    private SSLContext context() {
        return served.context().orElseThrow();
    }
}
