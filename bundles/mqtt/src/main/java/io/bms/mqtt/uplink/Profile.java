// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.mqtt.link.Grants;
import io.bms.settings.UnusableSetting;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * What kinds of brokers take, beyond what their CONNACK says (docs/fleet.md). The figures of clouds are those that
 * their documentation gives.
 */
enum Profile {
    /** Any broker that keeps to the standard, and says what it grants. */
    MQTT5(Grants.LARGEST_PACKET, 65_535, 65_535, Integer.MAX_VALUE, Duration.ofDays(1), false),
    /** AWS IoT Core: 128 KB, 256 bytes and 7 slashes of a topic, 100 publications a second of one client. */
    AWS(128 << 10, 256, 7, 50, Duration.ofDays(1), true),
    /** Azure Event Grid: 512 KB, 256 bytes and 7 slashes of a topic, sessions of 8 hours. */
    AZURE(512 << 10, 256, 7, 50, Duration.ofHours(8), true);

    /** Below the prefix: org, site, gateway, {@code command}, its name, {@code request}. */
    private static final int LEVELS_BELOW = 6;

    private final long largestPacket;
    private final int longestTopic;
    private final int mostSlashes;
    private final int publicationsPerSecond;
    private final Duration sessionExpiry;
    private final boolean tls;

    Profile(
            long largestPacket,
            int longestTopic,
            int mostSlashes,
            int publicationsPerSecond,
            Duration sessionExpiry,
            boolean tls) {
        this.largestPacket = largestPacket;
        this.longestTopic = longestTopic;
        this.mostSlashes = mostSlashes;
        this.publicationsPerSecond = publicationsPerSecond;
        this.sessionExpiry = sessionExpiry;
        this.tls = tls;
    }

    static Profile parse(String text) {
        return Arrays.stream(values())
                .filter(profile -> profile.name().toLowerCase(Locale.ROOT).equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new UnusableSetting("profile", text, "use mqtt5, aws or azure"));
    }

    long largestPacket() {
        return largestPacket;
    }

    int publicationsPerSecond() {
        return publicationsPerSecond;
    }

    Duration sessionExpiry() {
        return sessionExpiry;
    }

    /** In bytes. */
    int longestTopic() {
        return longestTopic;
    }

    boolean takesOnlyTls() {
        return tls;
    }

    /** Levels that a prefix may have. */
    int mostPrefixLevels() {
        return mostSlashes + 1 - LEVELS_BELOW;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
