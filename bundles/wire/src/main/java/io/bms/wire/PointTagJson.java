// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.point.PointId;
import io.bms.api.site.GivenTags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people say that points mean, as get_config has it (docs/wire.md). Thread: any. */
final class PointTagJson {
    private PointTagJson() {}

    /** Of each point what is said of it; nothing takes back what was said before. */
    static Map<PointId, GivenTags> changes(RequestFields fields) throws RefusalException {
        Map<PointId, GivenTags> given = new HashMap<>();
        for (Map.Entry<PointId, GivenTags> one :
                fields.list("point_tags", PointTagJson::one).orElse(List.of())) {
            if (given.put(one.getKey(), one.getValue()) != null) {
                throw new RefusalException("point_tags names " + one.getKey() + " twice; name each point once");
            }
        }
        return given;
    }

    private static Map.Entry<PointId, GivenTags> one(JsonNode node, String path) throws RefusalException {
        RequestFields fields = RequestFields.object(node, path);
        PointId point = PointIds.optional(fields, "point_id")
                .orElseThrow(() -> new RefusalException(fields.path("point_id") + " is missing; name a point"));
        List<String> tags = fields.list("tags", RequestFields::text)
                .orElseThrow(() -> new RefusalException(fields.path("tags") + " is missing; send an array of tags"));
        try {
            return Map.entry(point, GivenTags.of(tags));
        } catch (IllegalArgumentException e) {
            throw new RefusalException(fields.path("tags") + ": " + e.getMessage());
        }
    }
}
