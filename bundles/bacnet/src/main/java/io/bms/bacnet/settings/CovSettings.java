// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.settings;

import io.bms.api.driver.PointDriver.Reporting;
import io.bms.settings.UnusableSetting;
import java.util.Locale;
import java.util.Map;

/**
 * Whether devices of this network report changes by themselves. Thread: any.
 *
 * @param lifetimeSeconds of a subscription; it is renewed at half of that
 */
public record CovSettings(Reporting reporting, int lifetimeSeconds) {
    private static final Map<String, Reporting> MODES =
            Map.of("poll", Reporting.NEVER, "auto", Reporting.WHERE_IT_PAYS, "cov", Reporting.ALWAYS);

    public CovSettings {
        UnusableSetting.unlessWithin("covLifetimeSeconds", lifetimeSeconds, 10, 86_400);
    }

    static CovSettings of(BacnetConfig config) {
        Reporting reporting = MODES.get(config.read().strip().toLowerCase(Locale.ROOT));
        if (reporting == null) {
            throw new UnusableSetting("read", config.read(), "write auto, cov or poll");
        }
        return new CovSettings(reporting, config.covLifetimeSeconds());
    }
}
