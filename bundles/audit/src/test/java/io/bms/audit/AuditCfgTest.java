// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.testkit.SettingsContract;

public class AuditCfgTest extends SettingsContract<AuditConfig, AuditSettings> {
    public AuditCfgTest() {
        super("io.bms.audit", AuditConfig.class, AuditSettings::of);
    }
}
