// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import io.bms.testkit.SettingsContract;
import java.util.Map;

public class HawkbitCfgTest extends SettingsContract<HawkbitConfig, HawkbitSettings> {
    public HawkbitCfgTest() {
        super("io.bms.hawkbit", HawkbitConfig.class, HawkbitSettings::of);
    }

    @Override
    protected Map<String, Object> around() {
        return Map.of();
    }
}
