// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bms.api.identity.Identity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Who a gateway is at a broker that many use: two sites may each have a {@code gateway-1}. */
final class ClientId {
    /** What the brokers of large clouds take. */
    private static final int LONGEST = 128;

    private ClientId() {}

    static String of(Identity identity) {
        String id = String.join("_", identity.organizationId(), identity.siteId(), identity.deviceId());
        return id.length() <= LONGEST ? id : "bms_" + HexFormat.of().formatHex(sha256(id));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
