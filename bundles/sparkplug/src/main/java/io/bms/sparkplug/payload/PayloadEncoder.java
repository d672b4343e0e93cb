// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

import io.bms.api.point.PointValue;
import java.util.Map;

/** Writes payloads. Thread: any. */
public final class PayloadEncoder {
    private static final long UINT32 = 0xFFFF_FFFFL;

    private PayloadEncoder() {}

    /**
     * A birth or a death, which says the type of each metric (tck-id-payloads-metric-datatype-req).
     *
     * @throws IllegalArgumentException a value is none of its metric's type, or a property is of a kind that is not
     *     used
     */
    public static byte[] birth(Payload payload) {
        return encode(payload, true);
    }

    /** The same of data, which leaves the types out (tck-id-payloads-metric-datatype-not-req). */
    public static byte[] data(Payload payload) {
        return encode(payload, false);
    }

    private static byte[] encode(Payload payload, boolean typed) {
        ProtoWriter out = new ProtoWriter();
        payload.timestamp().ifPresent(at -> out.varint(PayloadField.PAYLOAD_TIMESTAMP, at.toEpochMilli()));
        payload.metrics().forEach(metric -> out.message(PayloadField.PAYLOAD_METRIC, metric(metric, typed)));
        payload.seq().ifPresent(seq -> out.varint(PayloadField.PAYLOAD_SEQ, seq));
        return out.toBytes();
    }

    private static ProtoWriter metric(Metric metric, boolean typed) {
        ProtoWriter out = new ProtoWriter();
        metric.name().ifPresent(name -> out.text(PayloadField.NAME, name));
        metric.alias().ifPresent(alias -> out.varint(PayloadField.ALIAS, alias));
        metric.timestamp().ifPresent(at -> out.varint(PayloadField.TIMESTAMP, at.toEpochMilli()));
        if (typed) {
            metric.type().ifPresent(type -> out.varint(PayloadField.DATATYPE, type.number()));
        }
        if (metric.historical()) {
            out.varint(PayloadField.IS_HISTORICAL, 1);
        }
        if (!metric.properties().isEmpty()) {
            out.message(PayloadField.PROPERTIES, properties(metric.properties()));
        }
        if (metric.value().equals(PointValue.NULL)) {
            return out.varint(PayloadField.IS_NULL, 1);
        }
        DataType type = metric.type().orElseThrow(() -> new IllegalArgumentException(metric + " has no type"));
        return value(out, type, metric.value());
    }

    private static ProtoWriter value(ProtoWriter out, DataType type, PointValue value) {
        if (value instanceof PointValue.Real real && type == DataType.FLOAT) {
            return out.fixed32(PayloadField.FLOAT_VALUE, real.value());
        }
        if (value instanceof PointValue.Double number && type == DataType.DOUBLE) {
            return out.fixed64(PayloadField.DOUBLE_VALUE, number.value());
        }
        if (value instanceof PointValue.Bool bool && type == DataType.BOOLEAN) {
            return out.varint(PayloadField.BOOLEAN_VALUE, bool.value() ? 1 : 0);
        }
        if (value instanceof PointValue.Text text && type == DataType.STRING) {
            return out.text(PayloadField.STRING_VALUE, text.value());
        }
        if (value instanceof PointValue.Integer integer) {
            switch (type) {
                case INT32, UINT32:
                    return out.varint(PayloadField.INT_VALUE, integer.value() & UINT32);
                case INT64, UINT64:
                    return out.varint(PayloadField.LONG_VALUE, integer.value());
                default:
                    break;
            }
        }
        throw new IllegalArgumentException(value + " is no " + type);
    }

    private static ProtoWriter properties(Map<String, PointValue> properties) {
        ProtoWriter out = new ProtoWriter();
        properties.keySet().forEach(key -> out.text(PayloadField.SET_KEY, key));
        properties.values().forEach(value -> out.message(PayloadField.SET_VALUE, property(value)));
        return out;
    }

    private static ProtoWriter property(PointValue value) {
        ProtoWriter out = new ProtoWriter();
        if (value instanceof PointValue.Text text) {
            return out.varint(PayloadField.PROPERTY_TYPE, DataType.STRING.number())
                    .text(PayloadField.PROPERTY_STRING, text.value());
        }
        if (value instanceof PointValue.Bool bool) {
            return out.varint(PayloadField.PROPERTY_TYPE, DataType.BOOLEAN.number())
                    .varint(PayloadField.PROPERTY_BOOLEAN, bool.value() ? 1 : 0);
        }
        if (value instanceof PointValue.Integer integer) {
            return out.varint(PayloadField.PROPERTY_TYPE, DataType.INT32.number())
                    .varint(PayloadField.PROPERTY_INT, integer.value() & UINT32);
        }
        throw new IllegalArgumentException(value + " is no text, flag or 32-bit integer");
    }
}
