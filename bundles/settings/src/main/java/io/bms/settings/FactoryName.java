// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import java.util.Map;

/** What one of several cfg files of a kind is named by. */
public final class FactoryName {
    private FactoryName() {}

    /**
     * The part of a factory PID that tells it from others, as far as that can be a name: {@code plant} of
     * {@code io.bms.bacnet.network-plant.cfg}.
     *
     * @param properties of the component
     * @param longest how many characters are kept
     */
    public static String of(Map<String, Object> properties, int longest) {
        String pid = String.valueOf(properties.get("service.pid"));
        String name = pid.substring(pid.indexOf('~') + 1).replaceAll("[^A-Za-z0-9_-]", "_");
        return name.substring(0, Math.min(name.length(), longest));
    }
}
