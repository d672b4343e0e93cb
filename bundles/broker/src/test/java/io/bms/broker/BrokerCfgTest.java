// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.testkit.SettingsContract;
import java.nio.file.Path;

public class BrokerCfgTest extends SettingsContract<BrokerConfig, BrokerSettings> {
    public BrokerCfgTest() {
        super("io.bms.broker", BrokerConfig.class, config -> BrokerSettings.of(config, Path.of("data/broker")));
    }

    /** What one may take of something, and what all may, bound each other. */
    @Override
    protected boolean standsAlone(String key) {
        return !key.matches("max(Waiting|Connections|SessionsAway|Subscriptions|RetainedTopics|RetainedMiB).*");
    }
}
