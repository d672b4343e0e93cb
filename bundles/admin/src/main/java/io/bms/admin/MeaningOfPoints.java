// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.admin.tags.TagRules;
import io.bms.api.site.Point;
import io.bms.api.site.PointMeanings;
import io.bms.api.site.Site;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What points mean, for the other bundles: by the same rules as over REST. Thread: any. */
@Component(service = PointMeanings.class)
public final class MeaningOfPoints implements PointMeanings {
    private final TagRules rules;

    @Activate
    public MeaningOfPoints(@Reference Gate gate) {
        rules = new TagRules(gate.settings().tagRules());
    }

    @Override
    public List<String> tags(Site site, Point point) {
        return rules.of(point.object(), site.tags(point.id())).names();
    }
}
