// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import io.bms.api.driver.DiscoveredObject;
import java.util.Objects;

/**
 * What a device says of one of its objects. Thread: any.
 *
 * @param sentName the object's name as the device sent it, perhaps padded or empty
 */
record Described(DiscoveredObject object, String sentName) {
    Described {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(sentName, "sentName");
    }
}
