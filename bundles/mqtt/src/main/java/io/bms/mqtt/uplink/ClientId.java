// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.identity.Identity;
import io.bms.disk.Sha256;
import java.nio.charset.StandardCharsets;

/** Who a gateway is at a broker that many use: two sites may each have a {@code gateway-1}. */
final class ClientId {
    /** What the brokers of large clouds take. */
    private static final int LONGEST = 128;

    private ClientId() {}

    static String of(Identity identity) {
        String id = String.join("_", identity.organizationId(), identity.siteId(), identity.deviceId());
        return id.length() <= LONGEST ? id : "bms_" + Sha256.of(id.getBytes(StandardCharsets.UTF_8));
    }
}
