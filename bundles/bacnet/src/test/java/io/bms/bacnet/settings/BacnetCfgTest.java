// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.settings;

import io.bms.testkit.SettingsContract;
import java.util.List;
import java.util.Map;

public class BacnetCfgTest extends SettingsContract<BacnetConfig, BacnetSettings> {
    public BacnetCfgTest() {
        super("io.bms.bacnet", BacnetConfig.class, BacnetSettings::of);
    }

    @Override
    protected List<String> examples() {
        return List.of("network", "deviceBlocks");
    }

    @Override
    protected Map<String, Object> around() {
        return Map.of("bbmdAddress", "10.0.0.1");
    }
}
