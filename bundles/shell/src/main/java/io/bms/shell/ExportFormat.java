// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.text.Csv;
import io.bms.wire.JsonValues;
import io.bms.wire.SampleEncoder;
import java.io.IOException;
import java.io.Writer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How samples stand in an exported file. Numbers have all their digits: they read back to the same value. */
interface ExportFormat {
    void begin(Writer out) throws IOException;

    /**
     * Writes one sample.
     *
     * @param object of its point; empty if the site has it no longer
     * @param first it is the first of all
     */
    void write(Writer out, Sample sample, Optional<DiscoveredObject> object, boolean first) throws IOException;

    void end(Writer out) throws IOException;

    /**
     * A table with a line of names. An empty value is none. In one for people, states stand by their texts, and times
     * by the clock of {@code zone}.
     */
    record Table(Csv csv, ZoneId zone) implements ExportFormat {
        @Override
        public void begin(Writer out) throws IOException {
            List<String> names = new ArrayList<>(csv.timeNames("timestamp", zone));
            names.addAll(List.of("point_id", "units", "value", "quality"));
            out.write(csv.head(names));
        }

        @Override
        public void write(Writer out, Sample sample, Optional<DiscoveredObject> object, boolean first)
                throws IOException {
            List<String> cells = new ArrayList<>(csv.time(sample.timestamp(), zone));
            cells.addAll(List.of(
                    csv.text(sample.pointId().toString()),
                    csv.text(object.flatMap(DiscoveredObject::units).orElse("")),
                    object.filter(known -> csv != Csv.PLAIN)
                            .flatMap(known -> known.stateText(sample.value()))
                            .map(csv::text)
                            .orElseGet(() -> sample.value().decide(new Cells(csv))),
                    csv.text(sample.quality().wireName())));
            out.write(csv.row(cells));
        }

        @Override
        public void end(Writer out) {}
    }

    /** Values as cells of a table. */
    record Cells(Csv csv) implements PointValue.Cases<String> {
        @Override
        public String none() {
            return "";
        }

        @Override
        public String real(float value) {
            return csv.number(JsonValues.digits(value));
        }

        @Override
        public String doublePrecision(double value) {
            return csv.number(JsonValues.digits(value));
        }

        @Override
        public String integer(long value) {
            return csv.number(Long.toString(value));
        }

        @Override
        public String bool(boolean value) {
            return Boolean.toString(value);
        }

        @Override
        public String text(String value) {
            return csv.text(value);
        }
    }

    /** An array of objects with the keys that a sample has over MQTT. */
    record Json() implements ExportFormat {
        @Override
        public void begin(Writer out) throws IOException {
            out.write("[");
        }

        @Override
        public void write(Writer out, Sample sample, Optional<DiscoveredObject> object, boolean first)
                throws IOException {
            out.write((first ? "\n" : ",\n") + SampleEncoder.exported(sample, object.flatMap(DiscoveredObject::units)));
        }

        @Override
        public void end(Writer out) throws IOException {
            out.write("\n]\n");
        }
    }
}
