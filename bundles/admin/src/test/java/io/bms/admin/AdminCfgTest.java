// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.testkit.SettingsContract;

public class AdminCfgTest extends SettingsContract<AdminConfig, AdminSettings> {
    public AdminCfgTest() {
        super("io.bms.admin", AdminConfig.class, AdminSettings::of);
    }
}
