// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import io.bms.testkit.SettingsContract;

public class HeartbeatCfgTest extends SettingsContract<HeartbeatConfig, HeartbeatSettings> {
    public HeartbeatCfgTest() {
        super("io.bms.heartbeat", HeartbeatConfig.class, HeartbeatSettings::of);
    }
}
