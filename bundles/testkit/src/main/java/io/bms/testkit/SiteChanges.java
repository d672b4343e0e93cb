// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.point.PointId;
import io.bms.api.site.GivenTags;
import io.bms.api.site.SiteChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Changes of nothing but what people say of points. */
public final class SiteChanges {
    private SiteChanges() {}

    public static SiteChange of(SiteChange.AlarmRules rules) {
        return of(rules, Map.of());
    }

    /** What people say that a point means. */
    public static SiteChange tags(PointId point, String... tags) {
        return of(SiteChange.AlarmRules.NONE, Map.of(point, GivenTags.of(List.of(tags))));
    }

    private static SiteChange of(SiteChange.AlarmRules rules, Map<PointId, GivenTags> tags) {
        return new SiteChange(
                OptionalLong.empty(),
                List.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                rules,
                tags);
    }
}
