package io.bms.wire;

import io.bms.api.point.PointId;
import java.util.Optional;

/** Point ids in requests. */
final class PointIds {
    private PointIds() {}

    static Optional<PointId> optional(Fields fields, String key) throws Refusal {
        Optional<String> text = fields.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().length() > 64) {
            throw new Refusal(fields.path(key) + " is longer than any point id; write it as in 12345.analogInput.1");
        }
        try {
            return Optional.of(PointId.parse(text.get()));
        } catch (IllegalArgumentException e) {
            throw new Refusal(fields.path(key) + ": " + e.getMessage());
        }
    }
}
