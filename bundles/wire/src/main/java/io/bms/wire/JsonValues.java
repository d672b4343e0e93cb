// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bms.api.point.PointValue;
import java.math.BigDecimal;
import java.time.Instant;

/** Single values as docs/wire.md has them ("Values"), for whoever writes JSON beside this package. Thread: any. */
public final class JsonValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonValues() {}

    /**
     * The shortest decimal that reads back the same; null for what is no number. A whole number that a JSON reader would
     * round is a text.
     */
    public static JsonNode node(PointValue value) {
        if (value.isNonFinite()) {
            return NODES.nullNode();
        } else if (value instanceof PointValue.Real real) {
            return decimal(Numbers.shortest(real.value()));
        } else if (value instanceof PointValue.Double number) {
            return decimal(Numbers.shortest(number.value()));
        } else if (value instanceof PointValue.Integer whole) {
            return Numbers.isExact(whole.value())
                    ? NODES.numberNode(whole.value())
                    : NODES.textNode(Long.toString(whole.value()));
        } else if (value instanceof PointValue.Bool bool) {
            return NODES.booleanNode(bool.value());
        }
        return value instanceof PointValue.Text text ? NODES.textNode(text.value()) : NODES.nullNode();
    }

    private static JsonNode decimal(String digits) {
        return NODES.numberNode(new BigDecimal(digits).stripTrailingZeros());
    }

    /** RFC 3339 in UTC, with exactly three fractional digits. */
    public static String time(Instant instant) {
        return Times.format(instant);
    }
}
