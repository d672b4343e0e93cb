// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin.tags;

import io.bms.api.identity.Identity;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What there is to tell of a building.
 *
 * @param zone of its clocks
 * @param newest the newest sample of a point
 */
public record TaggedSite(
        Identity identity, Site site, TagRules rules, ZoneId zone, Function<PointId, Optional<Sample>> newest) {
    public TaggedSite {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(newest, "newest");
    }

    /** What a point means. */
    PointTags tags(Point point) {
        return rules.of(point.object(), site.tags(point.id()));
    }

    /** An id that no other site has: letters, digits, {@code _ - .} only. */
    String id() {
        return identity.organizationId() + "." + identity.siteId();
    }

    String id(int device) {
        return id() + "." + identity.deviceId() + "." + device;
    }

    String id(PointId point) {
        return id(point.deviceId()) + "." + point.objectType() + "." + point.instance();
    }
}
