// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.command.WriteLimits;
import io.bms.api.point.PointPattern;
import io.bms.api.point.PointRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an account may write, as this API shows and takes it. A key that is left out limits nothing. */
final class WriteScopeJson {
    static final String KEY = "write_scope";

    private WriteScopeJson() {}

    static ObjectNode of(WriteLimits limits) {
        ObjectNode json = Json.object();
        ArrayNode points = json.putArray("points");
        limits.points().forEach(pattern -> points.add(pattern.toString()));
        ArrayNode ranges = json.putArray("ranges");
        limits.ranges().forEach(range -> ranges.add(range.toString()));
        json.put("highest_priority", limits.highestPriority());
        json.put("lease_seconds", limits.lease().map(Duration::toSeconds).orElse(0L));
        return json;
    }

    /**
     * The one that a call says, if it says one.
     *
     * @throws IllegalArgumentException if it is not allowed
     */
    static Optional<WriteLimits> read(ObjectNode account) throws ApiException {
        JsonNode said = account.path(KEY);
        if (said.isMissingNode()) {
            return Optional.empty();
        }
        if (!(said instanceof ObjectNode json)) {
            throw ApiException.badRequest("'" + KEY + "' is not an object; send one with points, ranges,"
                    + " highest_priority and lease_seconds.");
        }
        List<PointPattern> points = AccountJson.texts(json, "points").stream()
                .map(PointPattern::parse)
                .toList();
        List<PointRange> ranges = AccountJson.texts(json, "ranges").stream()
                .map(PointRange::parse)
                .toList();
        return Optional.of(new WriteLimits(
                points,
                ranges,
                number(json, "highest_priority", 1),
                Optional.of(Duration.ofSeconds(number(json, "lease_seconds", 0)))
                        .filter(lease -> !lease.isZero())));
    }

    private static int number(ObjectNode json, String key, int otherwise) throws ApiException {
        JsonNode value = json.path(key);
        if (!value.isMissingNode() && !value.isInt()) {
            throw ApiException.badRequest("'" + key + "' is not a whole number; send one.");
        }
        return value.asInt(otherwise);
    }
}
