// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.testkit.SettingsContract;
import java.util.Optional;

public class LdapCfgTest extends SettingsContract<LdapConfig, Optional<LdapSettings>> {
    public LdapCfgTest() {
        super("io.bms.account", LdapConfig.class, LdapSettings::of);
    }
}
