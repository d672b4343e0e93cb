// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.testkit.SettingsContract;

public class AlarmCfgTest extends SettingsContract<AlarmConfig, AlarmSettings> {
    public AlarmCfgTest() {
        super("io.bms.alarm", AlarmConfig.class, AlarmSettings::of);
    }
}
