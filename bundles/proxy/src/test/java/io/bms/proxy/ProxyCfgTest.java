// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.testkit.SettingsContract;
import java.nio.file.Path;

public class ProxyCfgTest extends SettingsContract<ProxyConfig, ProxySettings> {
    public ProxyCfgTest() {
        super("io.bms.proxy", ProxyConfig.class, config -> ProxySettings.of(config, Path.of("data")));
    }
}
