// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.driver.DiscoveredObject;
import java.io.IOException;
import java.util.List;

/** What is told of an object wherever one is: by {@code get_config}, and over an uplink. Thread: any. */
final class ObjectFields {
    private ObjectFields() {}

    static void write(JsonGenerator json, DiscoveredObject object) throws IOException {
        json.writeStringField("point_id", object.pointId().toString());
        json.writeStringField("name", object.name());
        if (object.units().isPresent()) {
            json.writeStringField("units", object.units().get());
        }
        if (object.description().isPresent()) {
            json.writeStringField("description", object.description().get());
        }
        json.writeBooleanField("writable", object.writable());
        if (!object.stateText().isEmpty()) {
            texts(json, "state_text", object.stateText());
        }
        if (object.covIncrement().isPresent()) {
            json.writeFieldName("cov_increment");
            Numbers.write(json, object.covIncrement().getAsDouble());
        }
    }

    static void texts(JsonGenerator json, String key, List<String> texts) throws IOException {
        json.writeFieldName(key);
        json.writeArray(texts.toArray(String[]::new), 0, texts.size());
    }
}
