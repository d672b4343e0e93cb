// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.testkit.SettingsContract;

public class SiteCfgTest extends SettingsContract<SiteConfig, SiteSettings> {
    public SiteCfgTest() {
        super("io.bms.site", SiteConfig.class, SiteSettings::of);
    }
}
