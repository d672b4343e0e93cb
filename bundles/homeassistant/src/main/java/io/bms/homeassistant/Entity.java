// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * One thing that Home Assistant shows.
 *
 * @param key in the document of its device; another for another platform, since that cannot change there
 * @param platform what it is shown as
 */
record Entity(String key, String platform, ObjectNode options) {
    Entity {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(options, "options");
    }
}
