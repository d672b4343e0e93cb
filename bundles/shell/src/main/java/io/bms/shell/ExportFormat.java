// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.text.Csv;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** How samples stand in an exported file. Numbers have all their digits: they read back to the same value. */
interface ExportFormat {
    void begin(Writer out) throws IOException;

    /**
     * Writes one sample.
     *
     * @param units of its point; empty for none
     * @param first it is the first of all
     */
    void write(Writer out, Sample sample, String units, boolean first) throws IOException;

    void end(Writer out) throws IOException;

    /** A table with a line of names. An empty value is none. */
    record Table(Csv csv) implements ExportFormat {
        @Override
        public void begin(Writer out) throws IOException {
            out.write(csv.head(List.of("timestamp", "point_id", "units", "value", "quality")));
        }

        @Override
        public void write(Writer out, Sample sample, String units, boolean first) throws IOException {
            out.write(csv.row(List.of(
                    csv.time(sample.timestamp()),
                    csv.text(sample.pointId().toString()),
                    csv.text(units),
                    cell(sample.value()),
                    csv.text(sample.quality().wireName()))));
        }

        @Override
        public void end(Writer out) {}

        private String cell(PointValue value) {
            if (value instanceof PointValue.Null) {
                return "";
            } else if (value instanceof PointValue.Bool bool) {
                return Boolean.toString(bool.value());
            }
            return value instanceof PointValue.Text text ? csv.text(text.value()) : csv.number(Values.bare(value));
        }
    }

    /** An array of objects with the keys that a sample has over MQTT. */
    record Json() implements ExportFormat {
        @Override
        public void begin(Writer out) throws IOException {
            out.write("[");
        }

        @Override
        public void write(Writer out, Sample sample, String units, boolean first) throws IOException {
            out.write((first ? "\n" : ",\n") + "{\"timestamp\":\"" + sample.timestamp() + "\",\"point_id\":\""
                    + sample.pointId() + "\",\"units\":" + (units.isEmpty() ? "null" : quoted(units)) + ",\"value\":"
                    + value(sample.value()) + ",\"quality\":\""
                    + sample.quality().wireName() + "\"}");
        }

        @Override
        public void end(Writer out) throws IOException {
            out.write("\n]\n");
        }

        private static String value(PointValue value) {
            if (value instanceof PointValue.Null || value.isNonFinite()) {
                return "null";
            } else if (value instanceof PointValue.Bool bool) {
                return Boolean.toString(bool.value());
            }
            return value instanceof PointValue.Text text ? quoted(text.value()) : Values.bare(value);
        }

        private static String quoted(String text) {
            StringBuilder quoted = new StringBuilder("\"");
            for (char c : text.toCharArray()) {
                if (c == '"' || c == '\\') {
                    quoted.append('\\').append(c);
                } else if (c < ' ') {
                    quoted.append(String.format("\\u%04x", (int) c));
                } else {
                    quoted.append(c);
                }
            }
            return quoted.append('"').toString();
        }
    }
}
