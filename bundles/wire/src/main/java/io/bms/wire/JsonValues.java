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

    /** The JSON of a value that is finite. */
    private static final PointValue.Cases<JsonNode> NODE = new PointValue.Cases<>() {
        @Override
        public JsonNode none() {
            return NODES.nullNode();
        }

        @Override
        public JsonNode real(float value) {
            return decimal(Numbers.shortest(value));
        }

        @Override
        public JsonNode doublePrecision(double value) {
            return decimal(Numbers.shortest(value));
        }

        @Override
        public JsonNode integer(long value) {
            return Numbers.isExact(value) ? NODES.numberNode(value) : NODES.textNode(Long.toString(value));
        }

        @Override
        public JsonNode bool(boolean value) {
            return NODES.booleanNode(value);
        }

        @Override
        public JsonNode text(String value) {
            return NODES.textNode(value);
        }
    };

    private JsonValues() {}

    /**
     * The shortest decimal that reads back the same; null for what is no number. A whole number that a JSON reader
     * would round is a text.
     */
    public static JsonNode node(PointValue value) {
        return value.isNonFinite() ? NODES.nullNode() : value.decide(NODE);
    }

    /** A REAL as text, in the shortest digits that read back the same; NaN and the infinities by these words. */
    public static String digits(float value) {
        return Numbers.shortest(value);
    }

    /** The same of a Double. */
    public static String digits(double value) {
        return Numbers.shortest(value);
    }

    private static JsonNode decimal(String digits) {
        return NODES.numberNode(new BigDecimal(digits).stripTrailingZeros());
    }

    /** RFC 3339 in UTC, with exactly three fractional digits. */
    public static String time(Instant instant) {
        return Times.format(instant);
    }
}
