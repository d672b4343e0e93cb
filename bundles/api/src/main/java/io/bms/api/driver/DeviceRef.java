// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import java.util.Objects;

/** A device as the site knows it: its instance number, and where it was last seen. */
public record DeviceRef(int deviceId, DeviceAddress address) {
    public DeviceRef {
        Objects.requireNonNull(address, "address");
    }
}
