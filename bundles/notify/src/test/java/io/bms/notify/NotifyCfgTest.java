// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.testkit.SettingsContract;

public class NotifyCfgTest extends SettingsContract<NotifyConfig, NotifySettings> {
    public NotifyCfgTest() {
        super("io.bms.notify", NotifyConfig.class, NotifySettings::of);
    }
}
