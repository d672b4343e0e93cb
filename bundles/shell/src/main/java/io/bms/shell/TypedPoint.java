// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.point.PointId;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;

/** Finds the point that was typed. */
final class TypedPoint {
    private TypedPoint() {}

    static Point find(SiteStore site, String typed) throws Refused {
        PointId id = id(typed);
        return site.current()
                .point(id)
                .orElseThrow(() -> new Refused("The site has no point " + id + "; bms:point-list shows those it has."));
    }

    static PointId id(String typed) throws Refused {
        try {
            return PointId.parse(typed);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }
}
