// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.tls.TlsFiles;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's certificate. When its files change, the next connection is shown the new one; those that are open stay. If the new
 * one cannot be used, the former stays in force, and the status says so, as it does a month before a certificate ends.
 *
 * <p>Thread: any; the files are read by one of the broker's scheduled threads.
 */
final class ServerTls {
    private static final Duration WARN_BEFORE = Duration.ofDays(30);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final TlsFiles files;
    private final BrokerReport report;
    private final Clock clock;
    private List<String> seen = List.of();
    private Optional<String> unusable = Optional.empty();
    private Optional<Instant> ends = Optional.empty();
    private volatile Optional<SSLContext> context = Optional.empty();

    ServerTls(TlsFiles files, BrokerReport report, Clock clock) {
        this.files = files;
        this.report = report;
        this.clock = clock;
    }

    /** Looks whether the files have changed, and how long the certificate is good for. */
    synchronized void look() {
        List<String> now = files.all().stream().map(ServerTls::state).toList();
        if (!now.equals(seen)) {
            seen = now;
            load();
        }
        if (unusable.isPresent()) {
            report.tls("mqtt_tls_unusable", unusable.get());
        } else if (ends.filter(end -> !clock.instant().isBefore(end.minus(WARN_BEFORE)))
                .isPresent()) {
            report.tls(
                    "mqtt_certificate_expires",
                    "the certificate of MQTT over TLS is good until " + ends.get()
                            + "; put a new one in its place, no restart is needed");
        } else {
            report.tlsIsWell();
        }
    }

    private void load() {
        try {
            SSLContext fresh = files.context();
            ends = Optional.of(files.ends());
            boolean first = context.isEmpty();
            context = Optional.of(fresh);
            unusable = Optional.empty();
            if (!first) {
                LOG.info("MQTT over TLS shows the new certificate, which is good until {}", ends.get());
            }
        } catch (IOException e) {
            unusable = Optional.of("MQTT over TLS: " + e.getMessage()
                    + (context.isEmpty()
                            ? "; nobody can connect to its port"
                            : "; the former certificate stays in force"));
            LOG.warn("{}", unusable.get());
        }
    }

    private static String state(Path file) {
        try {
            return file + " " + Files.getLastModifiedTime(file) + " " + Files.size(file);
        } catch (IOException e) {
            return file + " is not there";
        }
    }

    /** What speaks TLS on a new connection; empty while there is no certificate that can be used. */
    Optional<SslHandler> handler() {
        return context.map(present -> {
            SSLEngine engine = present.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(PROTOCOLS);
            engine.setNeedClientAuth(files.caFile().isPresent());
            return new SslHandler(engine);
        });
    }
}
