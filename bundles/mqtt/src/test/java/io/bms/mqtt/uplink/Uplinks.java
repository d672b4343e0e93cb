// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.testkit.FakeIdentities;
import io.bms.text.BrokerUrl;
import io.bms.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Uplinks of tests, which do in milliseconds what others do in seconds. */
final class Uplinks {
    static final UplinkRights NO_COMMANDS = new UplinkRights(UplinkRights.Commands.NONE, 9);

    private Uplinks() {}

    static UplinkParts parts(FakeIdentities identities, Path data, Clock clock) {
        return new UplinkParts(
                "cloud", identities, data, clock, "boot-1", Duration.ofMillis(20), Duration.ofMillis(100));
    }

    static UplinkSettings settings(UplinkRights rights, int bytesPerMinute, long bytesPerDay, String... hosts) {
        return settings(rights, bytesPerMinute, bytesPerDay, TlsFiles.NONE, Profile.MQTT5, "cloud", hosts);
    }

    static UplinkSettings settings(TlsFiles tls, Profile profile, String host) {
        return prefixed(tls, profile, "cloud", host);
    }

    static UplinkSettings prefixed(TlsFiles tls, Profile profile, String prefix, String host) {
        return settings(NO_COMMANDS, 100_000_000, 0, tls, profile, prefix, host);
    }

    private static UplinkSettings settings(
            UplinkRights rights,
            int bytesPerMinute,
            long bytesPerDay,
            TlsFiles tls,
            Profile profile,
            String prefix,
            String... hosts) {
        return new UplinkSettings(
                Stream.of(hosts).map(BrokerUrl::parse).toList(),
                Optional.empty(),
                Optional.empty(),
                tls,
                Optional.empty(),
                prefix,
                Duration.ofMillis(50),
                Duration.ofMinutes(15),
                bytesPerMinute,
                1 << 20,
                Duration.ofHours(24),
                bytesPerDay,
                rights,
                profile);
    }
}
