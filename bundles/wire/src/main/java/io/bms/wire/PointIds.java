// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.point.PointId;
import java.util.Optional;

/** Point ids in requests. */
final class PointIds {
    private PointIds() {}

    static Optional<PointId> optional(RequestFields fields, String key) throws RefusalException {
        Optional<String> text = fields.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(parse(text.get(), fields.path(key)));
    }

    /** The point ids of an array. */
    static PointId element(JsonNode node, String path) throws RefusalException {
        return parse(RequestFields.text(node, path), path);
    }

    private static PointId parse(String text, String path) throws RefusalException {
        if (text.length() > 64) {
            throw new RefusalException(path + " is longer than any point id; write it as in 12345.analogInput.1");
        }
        try {
            return PointId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(path + ": " + e.getMessage());
        }
    }
}
