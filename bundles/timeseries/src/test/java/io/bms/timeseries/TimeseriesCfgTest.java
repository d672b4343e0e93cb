// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.testkit.SettingsContract;

public class TimeseriesCfgTest extends SettingsContract<TimeseriesConfig, TimeseriesSettings> {
    public TimeseriesCfgTest() {
        super("io.bms.timeseries", TimeseriesConfig.class, TimeseriesSettings::of);
    }
}
