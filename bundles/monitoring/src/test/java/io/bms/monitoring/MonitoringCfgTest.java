// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.testkit.SettingsContract;

public class MonitoringCfgTest extends SettingsContract<MonitoringConfig, MonitoringSettings> {
    public MonitoringCfgTest() {
        super("io.bms.monitoring", MonitoringConfig.class, WriteEnvelope.NOTHING, MonitoringSettings::of);
    }
}
