// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import io.bms.settings.UnusableSetting;

/** The configuration, checked. */
record HomeAssistantSettings(boolean enabled, String prefix, boolean write, int priority) {
    /** BACnet keeps it for minimum on and off times (ASHRAE 135, 19.2.3). */
    private static final int RESERVED = 6;

    static HomeAssistantSettings of(HomeAssistantConfig config) {
        int priority = UnusableSetting.unlessWithin("priority", config.priority(), 1, 16);
        if (priority == RESERVED) {
            throw new UnusableSetting("priority", "6", "use 1 to 16, but not 6, which BACnet keeps for itself");
        }
        String prefix = config.discoveryPrefix().strip();
        // The gateway speaks below iot only as docs/wire.md says.
        if (!prefix.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*") || prefix.matches("iot(/.*)?")) {
            throw new UnusableSetting(
                    "discoveryPrefix", prefix, "use letters, digits, _ and -, in levels with / between; not iot");
        }
        return new HomeAssistantSettings(config.enabled(), prefix, config.write(), priority);
    }
}
