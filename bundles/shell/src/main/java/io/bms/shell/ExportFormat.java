// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import java.io.IOException;
import java.io.Writer;

/** How samples stand in an exported file. Numbers have all their digits: they read back to the same value. */
enum ExportFormat {
    /** RFC 4180, with a line of names. An empty value is none. */
    CSV {
        @Override
        void begin(Writer out) throws IOException {
            out.write("timestamp,point_id,value,quality\r\n");
        }

        @Override
        void write(Writer out, Sample sample, boolean first) throws IOException {
            out.write(sample.timestamp() + "," + sample.pointId() + "," + field(sample.value()) + ","
                    + sample.quality().wireName() + "\r\n");
        }

        private static String field(PointValue value) {
            if (value instanceof PointValue.Null) {
                return "";
            } else if (value instanceof PointValue.Bool bool) {
                return Boolean.toString(bool.value());
            }
            String text = Values.bare(value);
            boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
            return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
        }
    },
    /** An array of objects with the keys that a sample has over MQTT. */
    JSON {
        @Override
        void begin(Writer out) throws IOException {
            out.write("[");
        }

        @Override
        void write(Writer out, Sample sample, boolean first) throws IOException {
            out.write((first ? "\n" : ",\n") + "{\"timestamp\":\"" + sample.timestamp() + "\",\"point_id\":\""
                    + sample.pointId() + "\",\"value\":" + value(sample.value()) + ",\"quality\":\""
                    + sample.quality().wireName() + "\"}");
        }

        @Override
        void end(Writer out) throws IOException {
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
    };

    abstract void begin(Writer out) throws IOException;

    abstract void write(Writer out, Sample sample, boolean first) throws IOException;

    void end(Writer out) throws IOException {}
}
