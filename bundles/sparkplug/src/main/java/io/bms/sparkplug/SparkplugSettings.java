// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.settings.UnusableSetting;
import io.bms.text.BrokerUrl;
import io.bms.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The configuration, checked.
 *
 * @param hosts tried in turn; none: there is no Sparkplug
 * @param history how far back is told what was read without a connection
 * @param write hosts may write
 */
record SparkplugSettings(
        List<BrokerUrl> hosts,
        Optional<String> user,
        Optional<Path> passwordFile,
        TlsFiles tls,
        Optional<String> clientId,
        Optional<String> groupId,
        Optional<String> primaryHostId,
        Duration history,
        boolean write,
        int priority) {
    static final int PLAIN_PORT = 1883;

    /** BACnet keeps it for minimum on and off times (ASHRAE 135, 19.2.3). */
    private static final int RESERVED = 6;

    private static final int LONGEST_ID = 128;

    SparkplugSettings {
        hosts = List.copyOf(hosts);
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(passwordFile, "passwordFile");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(primaryHostId, "primaryHostId");
        Objects.requireNonNull(history, "history");
    }

    static SparkplugSettings of(SparkplugConfig config) {
        int priority = UnusableSetting.unlessWithin("priority", config.priority(), 1, 16);
        if (priority == RESERVED) {
            throw new UnusableSetting("priority", "6", "use 1 to 16, but not 6, which BACnet keeps for itself");
        }
        return new SparkplugSettings(
                Arrays.stream(config.hosts().split(","))
                        .map(String::strip)
                        .filter(host -> !host.isEmpty())
                        .map(BrokerUrl::parse)
                        .toList(),
                given(config.user()),
                given(config.passwordFile()).map(Path::of),
                TlsFiles.of(config.caFile(), config.certificateFile(), config.keyFile()),
                given(config.clientId()).map(SparkplugSettings::clientId),
                given(config.groupId()).map(text -> level("groupId", text)),
                given(config.primaryHostId()).map(text -> level("primaryHostId", text)),
                Duration.ofHours(UnusableSetting.unlessWithin("historyHours", config.historyHours(), 0, 8_760)),
                config.write(),
                priority);
    }

    private static String clientId(String text) {
        if (text.length() > LONGEST_ID || !text.matches("[\\x21-\\x7E]+")) {
            throw new UnusableSetting(
                    "clientId", text, "use 1 to " + LONGEST_ID + " letters, digits and signs, without blanks");
        }
        return text;
    }

    /** A level of a topic (Sparkplug 3.0, 4.1). */
    private static String level(String key, String text) {
        if (text.length() > LONGEST_ID || !text.matches("[\\x20-\\x7E&&[^/+#]]+")) {
            throw new UnusableSetting(
                    key, text, "use 1 to " + LONGEST_ID + " letters, digits and signs, but not / + or #");
        }
        return text;
    }

    private static Optional<String> given(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }
}
