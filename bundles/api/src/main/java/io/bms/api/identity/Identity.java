// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.identity;

import java.util.regex.Pattern;

/**
 * The three ids below which all topics of this gateway lie: {@code iot/global/{org}/{site}/{device}}.
 * Each is 1 to 64 of {@code A-Z a-z 0-9 _ -}.
 */
public record Identity(String organizationId, String siteId, String deviceId) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public Identity {
        require("org_id", organizationId);
        require("site_id", siteId);
        require("iot_device_id", deviceId);
    }

    private static void require(String what, String id) {
        if (!FORM.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    what + " '" + id + "' is not allowed; use 1 to 64 of A-Z a-z 0-9 _ and -");
        }
    }
}
