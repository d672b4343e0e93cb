// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

import io.bms.api.point.PointValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads what a host application sends: commands. Properties, and values of types that are not used here, are read over;
 * such a metric has no value. Thread: any.
 */
public final class PayloadDecoder {
    private PayloadDecoder() {}

    /** @throws MalformedPayloadException these bytes are no payload */
    public static Payload decode(byte[] bytes) throws MalformedPayloadException {
        ProtoReader in = new ProtoReader(bytes);
        Optional<Instant> timestamp = Optional.empty();
        OptionalInt seq = OptionalInt.empty();
        List<Metric> metrics = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case PayloadField.PAYLOAD_TIMESTAMP -> timestamp = Optional.of(Instant.ofEpochMilli(in.varint()));
                case PayloadField.PAYLOAD_METRIC -> metrics.add(metric(in.bytes()));
                case PayloadField.PAYLOAD_SEQ -> seq = OptionalInt.of((int) in.varint());
                default -> in.skip();
            }
        }
        return new Payload(timestamp, seq, metrics);
    }

    private static Metric metric(byte[] bytes) throws MalformedPayloadException {
        ProtoReader in = new ProtoReader(bytes);
        Optional<String> name = Optional.empty();
        OptionalLong alias = OptionalLong.empty();
        Optional<Instant> timestamp = Optional.empty();
        Optional<DataType> type = Optional.empty();
        boolean historical = false;
        boolean none = false;
        PointValue value = PointValue.NULL;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case PayloadField.NAME -> name = Optional.of(in.text());
                case PayloadField.ALIAS -> alias = OptionalLong.of(in.varint());
                case PayloadField.TIMESTAMP -> timestamp = Optional.of(Instant.ofEpochMilli(in.varint()));
                case PayloadField.DATATYPE -> type = DataType.of((int) in.varint());
                case PayloadField.IS_HISTORICAL -> historical = in.varint() != 0;
                case PayloadField.IS_NULL -> none = in.varint() != 0;
                case PayloadField.INT_VALUE, PayloadField.LONG_VALUE -> value = new PointValue.Integer(in.varint());
                case PayloadField.FLOAT_VALUE -> value = new PointValue.Real(in.fixed32());
                case PayloadField.DOUBLE_VALUE -> value = new PointValue.Double(in.fixed64());
                case PayloadField.BOOLEAN_VALUE -> value = new PointValue.Bool(in.varint() != 0);
                case PayloadField.STRING_VALUE -> value = new PointValue.Text(in.text());
                default -> in.skip();
            }
        }
        return new Metric(name, alias, timestamp, type, historical, none ? PointValue.NULL : value, Map.of());
    }
}
