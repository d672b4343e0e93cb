// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

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
 * @param hosts tried in turn; none: there is no uplink
 * @param bytesPerDay 0 for as many as there are
 */
record UplinkSettings(
        List<BrokerUrl> hosts,
        Optional<String> user,
        Optional<Path> passwordFile,
        TlsFiles tls,
        Optional<String> clientId,
        String prefix,
        Duration batchInterval,
        Duration confirm,
        int backfillBytesPerMinute,
        long maxBytes,
        Duration maxAge,
        long bytesPerDay,
        UplinkRights rights,
        Profile profile) {
    static final int PLAIN_PORT = 1883;

    private static final int LONGEST_CLIENT_ID = 128;
    private static final int LONGEST_PREFIX = 60;
    private static final long MB = 1L << 20;
    static final long LEAST_BYTES_PER_DAY = 100_000;
    static final long MOST_BYTES_PER_DAY = 1_000_000_000_000L;

    UplinkSettings {
        hosts = List.copyOf(hosts);
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(passwordFile, "passwordFile");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(batchInterval, "batchInterval");
        Objects.requireNonNull(confirm, "confirm");
        Objects.requireNonNull(maxAge, "maxAge");
        Objects.requireNonNull(rights, "rights");
        Objects.requireNonNull(profile, "profile");
        requireTls(profile, hosts);
        if (prefix.split("/").length > profile.mostPrefixLevels()) {
            throw new UnusableSetting(
                    "prefix",
                    prefix,
                    "use " + profile.mostPrefixLevels() + " levels at most, since with the profile "
                            + profile.wireName() + " no topic may have more than 7 slashes");
        }
    }

    static UplinkSettings of(UplinkConfig config) {
        return new UplinkSettings(
                Arrays.stream(config.hosts().split(","))
                        .map(String::strip)
                        .filter(host -> !host.isEmpty())
                        .map(BrokerUrl::parse)
                        .toList(),
                given(config.user()),
                given(config.passwordFile()).map(Path::of),
                TlsFiles.of(config.caFile(), config.certificateFile(), config.keyFile()),
                given(config.clientId()).map(UplinkSettings::clientId),
                prefix(config.prefix().strip()),
                seconds("batchIntervalSeconds", config.batchIntervalSeconds(), 3_600),
                seconds("confirmSeconds", config.confirmSeconds(), 86_400),
                UnusableSetting.unlessWithin(
                        "backfillBytesPerMinute", config.backfillBytesPerMinute(), 1_000, 100_000_000),
                UnusableSetting.unlessWithin("outboxMaxMb", config.outboxMaxMb(), 1, 10_000) * MB,
                Duration.ofHours(UnusableSetting.unlessWithin("outboxMaxHours", config.outboxMaxHours(), 1, 8_760)),
                bytesPerDay(config.bytesPerDay()),
                new UplinkRights(
                        UplinkRights.Commands.parse(config.commands()),
                        UnusableSetting.unlessWithin("writeHighestPriority", config.writeHighestPriority(), 1, 16)),
                Profile.parse(config.profile()));
    }

    private static long bytesPerDay(long bytes) {
        if (bytes != 0 && (bytes < LEAST_BYTES_PER_DAY || bytes > MOST_BYTES_PER_DAY)) {
            throw new UnusableSetting(
                    "bytesPerDay",
                    bytes,
                    "use " + LEAST_BYTES_PER_DAY + " to " + MOST_BYTES_PER_DAY + ", or 0 for no limit");
        }
        return bytes;
    }

    private static void requireTls(Profile profile, List<BrokerUrl> hosts) {
        hosts.stream()
                .filter(broker -> profile.takesOnlyTls() && !broker.tls().orElse(false))
                .findFirst()
                .ifPresent(broker -> {
                    throw new UnusableSetting(
                            "hosts",
                            broker.host(),
                            "write mqtts:// before it, since with the profile " + profile.wireName()
                                    + " there is nothing without TLS");
                });
    }

    private static Duration seconds(String key, int value, int most) {
        return Duration.ofSeconds(UnusableSetting.unlessWithin(key, value, 1, most));
    }

    private static String clientId(String text) {
        if (text.length() > LONGEST_CLIENT_ID || !text.matches("[\\x21-\\x7E]+")) {
            throw new UnusableSetting(
                    "clientId", text, "use 1 to " + LONGEST_CLIENT_ID + " letters, digits and signs, without blanks");
        }
        return text;
    }

    private static String prefix(String text) {
        if (text.length() > LONGEST_PREFIX || !text.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")) {
            throw new UnusableSetting(
                    "prefix",
                    text,
                    "use letters, digits, _ and -, in levels with / between, " + LONGEST_PREFIX
                            + " characters at most");
        }
        return text;
    }

    private static Optional<String> given(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }
}
