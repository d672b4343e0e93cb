// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.testkit.SettingsContract;

public class OutboxCfgTest extends SettingsContract<OutboxConfig, OutboxSettings> {
    public OutboxCfgTest() {
        super("io.bms.journal", OutboxConfig.class, OutboxSettings::of);
    }
}
