// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.settings.UnusableSetting;
import io.bms.tls.TlsFiles;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration, checked.
 *
 * @param required whether nothing may be done without a record
 */
record AuditSettings(Duration retention, int maxRecords, boolean required, Optional<Syslog> syslog) {
    private static final int LAST_PORT = 65_535;

    /** Where all records are sent to. */
    record Syslog(String host, int port, TlsFiles files) {}

    static AuditSettings of(AuditConfig config) {
        UnusableSetting.unlessWithin("retentionDays", config.retentionDays(), 1, 3_650);
        UnusableSetting.unlessWithin("maxRecords", config.maxRecords(), 1_000, 10_000_000);
        UnusableSetting.unlessWithin("syslogPort", config.syslogPort(), 1, LAST_PORT);
        return new AuditSettings(
                Duration.ofDays(config.retentionDays()), config.maxRecords(), config.required(), syslog(config));
    }

    private static Optional<Syslog> syslog(AuditConfig config) {
        TlsFiles files = TlsFiles.of(config.syslogCaFile(), config.syslogCertificateFile(), config.syslogKeyFile());
        return Optional.of(config.syslogHost().strip())
                .filter(host -> !host.isEmpty())
                .map(host -> new Syslog(host, config.syslogPort(), files));
    }
}
