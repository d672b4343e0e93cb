// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import static io.bms.homeassistant.Sites.device;
import static io.bms.homeassistant.Sites.off;
import static io.bms.homeassistant.Sites.point;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.command.Command;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.identity.Identity;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Site;
import io.bms.wire.Decoded;
import io.bms.wire.RequestDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

/** Documents against golden ones, which were held against Home Assistant's documentation by hand. */
public final class SiteDocumentsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "homeassistant/device/acme_hq_gw-1";

    private final Site site = Sites.of(
            device(
                    1001,
                    point("1001.analogInput.1", "Supply", "degreesCelsius", false),
                    point("1001.analogInput.2", "Energy", "kilowattHours", false),
                    point("1001.analogInput.3", "Odd", "wattsPerSquareMeterDegreeKelvin", false),
                    point("1001.analogInput.4", "Tank", "cubicMeters", false),
                    point("1001.analogValue.1", "Setpoint", "degreesCelsius", true),
                    point("1001.accumulator.1", "Gas", "cubicMeters", false),
                    point("1001.positiveIntegerValue.1", "Count", "", true),
                    point("1001.binaryInput.1", "Filter", "", false, "clean", "dirty"),
                    point("1001.binaryValue.1", "Enable", "", true, "off", "on"),
                    point("1001.multiStateInput.1", "State", "", false, "Off", "On \"full\"", "", "Off"),
                    point("1001.multiStateValue.1", "Mode", "", true, "Off", "Auto"),
                    point("1001.multiStateValue.2", "Nameless", "", true),
                    point("1001.characterstringValue.1", "Note", "", true),
                    point("1001.dateValue.1", "Date", "", true),
                    off("1001.analogInput.9")),
            device(1002, off("1002.analogInput.1")));

    private static Map<String, ObjectNode> documents(boolean write, Site of) {
        return new SiteDocuments(
                        new Identity("acme", "hq", "gw-1"),
                        new HomeAssistantSettings(true, "homeassistant", write, 10),
                        "0.1.0",
                        point -> WritableFacts.UNKNOWN)
                .of(of);
    }

    private static void assertGolden(String file, JsonNode actual) throws IOException {
        try (InputStream in = SiteDocumentsTest.class.getResourceAsStream("/golden/" + file)) {
            JsonNode expected = in == null ? JSON.nullNode() : JSON.readTree(in);
            if (!expected.equals(actual)) {
                assertEquals(file, expected.toPrettyString(), actual.toPrettyString());
            }
        }
    }

    @Test
    public void site_hasADocumentForTheGatewayAndForEachDeviceThatIsRead() {
        assertEquals(
                Set.of(PREFIX + "/config", PREFIX + "_1001/config"),
                documents(true, site).keySet());
    }

    @Test
    public void gateway_isAsTheGoldenFile() throws IOException {
        assertGolden(
                "gateway.json",
                JSON.readTree(documents(true, site).get(PREFIX + "/config").toString()));
    }

    @Test
    public void pointsOfEveryKind_areAsTheGoldenFile() throws IOException {
        assertGolden(
                "device.json",
                JSON.readTree(documents(true, site).get(PREFIX + "_1001/config").toString()));
    }

    @Test
    public void withoutWriting_nothingHasACommand() {
        JsonNode components =
                documents(false, site).get(PREFIX + "_1001/config").get("components");
        assertTrue(components.has("1001.analogValue.1_sensor"));
        assertFalse(components.toString(), components.toString().contains("command"));
    }

    @Test
    public void ids_areUniqueForEachPlatform() {
        Set<String> ids = new HashSet<>();
        int all = 0;
        for (ObjectNode document : documents(true, site).values()) {
            for (JsonNode component : document.get("components")) {
                all++;
                ids.add(component.get("platform").asText() + " "
                        + component.get("unique_id").asText());
            }
        }
        assertEquals(all, ids.size());
    }

    @Test
    public void number_hasTheLimitsThatTheDeviceNames_andOnlyWhatCanBeReleasedHasAButton() {
        Map<PointId, WritableFacts> facts = Map.of(
                PointId.parse("1001.analogValue.1"),
                facts(new PointValue.Real(15.5f), new PointValue.Real(30), new PointValue.Real(0.1f), true),
                PointId.parse("1001.positiveIntegerValue.1"),
                facts(new PointValue.Integer(50), new PointValue.Integer(10), new PointValue.Real(0), false));
        JsonNode components = new SiteDocuments(
                        new Identity("acme", "hq", "gw-1"),
                        new HomeAssistantSettings(true, "homeassistant", true, 10),
                        "0.1.0",
                        point -> facts.getOrDefault(point, WritableFacts.UNKNOWN))
                .of(site)
                .get(PREFIX + "_1001/config")
                .get("components");
        assertEquals("15.5 30 0.1", limits(components.get("1001.analogValue.1_number")));
        assertTrue(components.has("1001.analogValue.1_release"));
        assertEquals(
                "limits the wrong way round",
                "0 1000000000 1",
                limits(components.get("1001.positiveIntegerValue.1_number")));
        assertFalse(components.has("1001.positiveIntegerValue.1_release"));
        assertEquals("1 1000000000 1", limits(components.get("1001.multiStateValue.2_number")));
    }

    private static WritableFacts facts(PointValue min, PointValue max, PointValue step, boolean releasable) {
        List<Property> properties = new ArrayList<>(List.of(
                new Property("minPresValue", List.of(min), false),
                new Property("maxPresValue", List.of(max), false),
                new Property("resolution", List.of(step), false)));
        if (releasable) {
            properties.add(new Property("priorityArray", List.of(PointValue.NULL), true));
        }
        return WritableFacts.of(properties);
    }

    private static String limits(JsonNode number) {
        return number.path("min").asText() + " " + number.path("max").asText() + " "
                + number.path("step").asText();
    }

    /** Every key of every entity is one that Home Assistant documents for it, and none that it requires is missing. */
    @Test
    public void everyEntity_isAsHomeAssistantDocumentsIt() {
        for (boolean write : List.of(true, false)) {
            documents(write, site)
                    .forEach(
                            (topic, document) -> assertEquals(topic, List.of(), DocumentedFields.complaints(document)));
        }
    }

    /** What Home Assistant makes of the templates, the gateway must understand. */
    @Test
    public void commands_areRequestsThatTheGatewayUnderstands() {
        assertEquals(new PointValue.Integer(21), written("1001.analogValue.1_number", "{{ value }}", "21"));
        assertEquals(new PointValue.Double(21.5), written("1001.analogValue.1_number", "{{ value }}", "21.5"));
        assertEquals(new PointValue.Bool(true), written("1001.binaryValue.1_switch", "{{ value }}", "true"));
        assertEquals(
                new PointValue.Integer(2),
                written("1001.multiStateValue.1_select", "{{ {\"Off\":1,\"Auto\":2}[value] }}", "2"));
        assertEquals(
                new PointValue.Text("a \"b\""),
                written("1001.characterstringValue.1_text", "{{ value | tojson }}", "\"a \\\"b\\\"\""));
        assertEquals(PointValue.NULL, written("1001.analogValue.1_release", "null", "null"));
    }

    private PointValue written(String component, String template, String rendered) {
        String command = documents(true, site)
                .get(PREFIX + "_1001/config")
                .get("components")
                .get(component)
                .get("command_template")
                .asText();
        assertTrue(command, command.contains("\"value\":" + template));
        String json = command.replace(template, rendered)
                .replace("{{ now().timestamp() }}", "1767225600.123456")
                .replace("{{ utcnow().isoformat() }}", "2026-01-01T00:00:00.123456+00:00");
        assertFalse(json, json.contains("{{"));
        Decoded decoded = RequestDecoder.decode(Command.SetValueToPoint.NAME, json.getBytes(StandardCharsets.UTF_8));
        assertTrue(json + ": " + decoded, decoded instanceof Decoded.Valid);
        Command.SetValueToPoint write =
                (Command.SetValueToPoint) ((Decoded.Valid) decoded).request().command();
        assertEquals(10, write.priority());
        return write.value();
    }

    @Test
    public void unit_thatIsNotKnown_isSpeltOut() {
        assertEquals(
                "btus per pound dry air",
                UnitOfMeasurement.of("btusPerPoundDryAir").symbol());
        assertEquals("unit-300", UnitOfMeasurement.of("unit-300").symbol());
        assertEquals(
                List.of(),
                UnitOfMeasurement.of("unit-300").deviceClass().stream().toList());
    }
}
