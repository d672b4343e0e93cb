// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import java.time.Duration;

/** {@link SiteConfig}, validated. */
record SiteSettings(Duration pollingInterval) {
    SiteSettings {
        Intervals.require("pollingIntervalSeconds", pollingInterval);
    }

    static SiteSettings of(SiteConfig config) {
        return new SiteSettings(Duration.ofSeconds(config.pollingIntervalSeconds()));
    }
}
