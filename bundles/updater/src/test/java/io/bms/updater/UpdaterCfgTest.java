// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.testkit.SettingsContract;

public class UpdaterCfgTest extends SettingsContract<UpdaterConfig, UpdaterSettings> {
    public UpdaterCfgTest() {
        super("io.bms.updater", UpdaterConfig.class, UpdaterSettings::of);
    }
}
