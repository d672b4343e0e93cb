// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.testkit.SettingsContract;

public class ProxyCfgTest extends SettingsContract<ProxyConfig, ProxySettings> {
    public ProxyCfgTest() {
        super("io.bms.proxy", ProxyConfig.class, ProxySettings::of);
    }
}
