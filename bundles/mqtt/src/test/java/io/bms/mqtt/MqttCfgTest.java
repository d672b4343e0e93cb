// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.testkit.SettingsContract;
import java.util.Map;

public class MqttCfgTest extends SettingsContract<MqttConfig, MqttSettings> {
    public MqttCfgTest() {
        super("io.bms.mqtt", MqttConfig.class, MqttSettings::of);
    }

    @Override
    protected Map<String, Object> around() {
        return Map.of("host", "broker");
    }
}
