// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.admin.tags.NameRule;
import io.bms.settings.UnusableSetting;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The configuration, checked. */
record AdminSettings(ZoneId siteTimeZone, List<String> demoAddresses, Duration sessionIdle, List<NameRule> tagRules) {
    AdminSettings {
        Objects.requireNonNull(siteTimeZone, "siteTimeZone");
        demoAddresses = List.copyOf(demoAddresses);
        tagRules = List.copyOf(tagRules);
        UnusableSetting.unlessWithin("sessionIdleMinutes", sessionIdle.toMinutes(), 5, 1_440);
    }

    static AdminSettings of(AdminConfig config) {
        return new AdminSettings(
                zone(config.siteTimeZone().strip()),
                Arrays.stream(config.demoAddresses().split(","))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .toList(),
                Duration.ofMinutes(config.sessionIdleMinutes()),
                Arrays.stream(config.tagRules().split(","))
                        .filter(text -> !text.isBlank())
                        .map(AdminSettings::rule)
                        .toList());
    }

    private static NameRule rule(String text) {
        try {
            return NameRule.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UnusableSetting(
                    "tagRules",
                    text.strip(),
                    "write words of a name, a colon and tags, as in zuluft: discharge air; none that a point's row has"
                            + " for something else, as id");
        }
    }

    private static ZoneId zone(String name) {
        return name.isEmpty() ? SiteTimeZone.of(ZoneId.systemDefault()) : SiteTimeZone.of(name);
    }
}
