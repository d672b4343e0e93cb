// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.admin.Api.Caller;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.api.site.GivenTags;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.testkit.Devices;
import io.bms.testkit.ManualClock;
import io.bms.testkit.SiteChanges;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the points mean, from outside. Real parsers read it in DialectsIT. */
public final class TagsTest {
    private static final PointId TEMPERATURE = new PointId(1001, "analogInput", 1);
    private static final PointId FAN = new PointId(1001, "binaryOutput", 2);
    private static final PointId MODE = new PointId(1001, "multiStateValue", 3);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;
    private Caller operator;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        api.site.preset(Devices.site(new Device(
                1001,
                DeviceAddress.direct("127.0.9.1", 47808),
                "AHU \"1\"",
                "Acme",
                "X",
                true,
                List.of(
                        point(TEMPERATURE, "B12\\temp", "degreesCelsius", true),
                        point(FAN, "Fan", "", true, "off", "on"),
                        point(MODE, "Mode", "", true, "low", "high"),
                        point(new PointId(1001, "analogInput", 9), "not read", "", false)))));
        operator = api.new Caller();
        operator.signIn("operator", "other one");
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    private static Point point(PointId id, String name, String units, boolean enabled, String... states) {
        return new Point(
                new DiscoveredObject(
                        id,
                        name,
                        Optional.of(units).filter(text -> !text.isEmpty()),
                        Optional.empty(),
                        states.length > 0,
                        List.of(states),
                        OptionalDouble.empty(),
                        PointValue.NULL),
                enabled,
                Duration.ofSeconds(30),
                0,
                ReadMode.AUTO);
    }

    private void read(PointId id, PointValue value, Quality quality) {
        api.monitoring.read(new Sample(id, value, quality, Set.of(), ManualClock.START, Duration.ofSeconds(30)));
    }

    private static JsonNode row(JsonNode grid, String id) {
        for (JsonNode row : grid.path("rows")) {
            if (row.path("id").path("val").asText().equals(id)) {
                return row;
            }
        }
        throw new AssertionError("no " + id + " in " + grid);
    }

    @Test
    public void haystack_hasSiteEquipAndPointsWithTheirValues() throws Exception {
        read(TEMPERATURE, new PointValue.Real(21.3f), Quality.GOOD);
        read(MODE, new PointValue.Integer(2), Quality.UNCERTAIN);
        JsonNode grid = operator.get("/tags").json();
        assertEquals("grid", grid.path("_kind").asText());
        assertEquals(5, grid.path("rows").size());
        assertEquals("marker", row(grid, "acme.hq").path("site").path("_kind").asText());
        assertEquals("Berlin", row(grid, "acme.hq").path("tz").asText());
        JsonNode equip = row(grid, "acme.hq.gw-1.1001");
        assertTrue(equip.has("equip"));
        assertEquals("acme.hq", equip.path("siteRef").path("val").asText());
        JsonNode temperature = row(grid, "acme.hq.gw-1.1001.analogInput.1");
        for (String tag : List.of("point", "sensor", "temp", "zone", "air", "cur")) {
            assertEquals(tag, "marker", temperature.path(tag).path("_kind").asText());
        }
        assertFalse(temperature.has("writable"));
        assertEquals("Number", temperature.path("kind").asText());
        assertEquals("°C", temperature.path("unit").asText());
        assertEquals(
                "{\"_kind\":\"number\",\"unit\":\"°C\",\"val\":21.3}",
                temperature.path("curVal").toString());
        assertEquals("ok", temperature.path("curStatus").asText());
        JsonNode fan = row(grid, "acme.hq.gw-1.1001.binaryOutput.2");
        assertEquals("Bool", fan.path("kind").asText());
        assertTrue(fan.has("cmd") && fan.has("writable"));
        assertFalse(fan.has("curVal"));
        assertEquals("unknown", fan.path("curStatus").asText());
        JsonNode mode = row(grid, "acme.hq.gw-1.1001.multiStateValue.3");
        assertEquals("low,high", mode.path("enum").asText());
        assertEquals("high", mode.path("curVal").asText());
        assertEquals("stale", mode.path("curStatus").asText());
    }

    @Test
    public void brick_hasClassesLabelsAndUnits() throws Exception {
        String turtle = operator.get("/tags?format=brick").response().body();
        assertTrue(turtle, turtle.contains("<urn:bms:acme:hq:gw-1:1001> a brick:Equipment"));
        assertTrue(turtle, turtle.contains("rdfs:label \"AHU \\\"1\\\"\""));
        assertTrue(turtle, turtle.contains("rdfs:label \"B12\\\\temp\""));
        assertTrue(turtle, turtle.contains("a brick:Zone_Air_Temperature_Sensor"));
        assertTrue(turtle, turtle.contains("brick:hasUnit unit:DEG_C"));
        assertFalse(turtle, turtle.contains("not read"));
    }

    private Site tagged(String... tags) throws RevisionConflictException {
        return api.site.apply(SiteChanges.tags(TEMPERATURE, tags));
    }

    /** What people say comes in place of unit, type and name: in both exports, and of the point alone. */
    @Test
    public void givenTags_takeThePlaceOfThoseThatAreRead() throws Exception {
        String path = "/tags/" + TEMPERATURE;
        assertEquals(
                "[\"sensor\",\"temp\",\"air\",\"zone\"]",
                operator.get(path).json().path("tags").toString());
        assertFalse(operator.get(path).json().path("given").asBoolean());
        tagged("sensor", "temp", "outside", "air");
        assertEquals(
                "[\"sensor\",\"temp\",\"air\",\"outside\"]",
                operator.get(path).json().path("tags").toString());
        assertTrue(operator.get(path).json().path("given").asBoolean());
        JsonNode row = row(operator.get("/tags").json(), "acme.hq.gw-1.1001.analogInput.1");
        assertTrue(row.has("outside") && row.has("temp") && !row.has("zone"));
        String turtle = operator.get("/tags?format=brick").response().body();
        assertTrue(turtle, turtle.contains("a brick:Outside_Air_Temperature_Sensor"));
        tagged("outside", "air");
        assertEquals(
                "neither the unit's quantity nor the type's role comes back",
                "[\"air\",\"outside\"]",
                operator.get(path).json().path("tags").toString());
        JsonNode less = row(operator.get("/tags").json(), "acme.hq.gw-1.1001.analogInput.1");
        assertFalse(less.has("temp") || less.has("sensor"));
        assertEquals("°C", less.path("unit").asText());
        String other = operator.get("/tags?format=brick").response().body();
        assertTrue(other, other.contains("a brick:Point ;") && other.contains("brick:hasUnit unit:DEG_C"));
        assertEquals(404, operator.get("/tags/1001.analogInput.77").status());
    }

    /** They are changed by get_config, with what it refuses; who may not configure changes nothing. */
    @Test
    public void givenTags_areChangedAsOverMqtt() throws Exception {
        Caller admin = api.new Caller();
        admin.signIn("admin", "right one");
        String path = "/tags/" + TEMPERATURE;
        api.commands.answer(configured());
        assertEquals(
                200,
                admin.call("PUT", path, "{\"tags\":[\"temp\"],\"base_revision\":1}")
                        .status());
        api.commands.answer(configured());
        assertEquals(200, admin.call("DELETE", path, "").status());
        assertEquals(List.of(giving("temp").basedOn(OptionalLong.of(1)), giving()), api.commands.asked());
        assertEquals(400, admin.call("PUT", path, "{\"tags\":[\"Temp\"]}").status());
        assertEquals(400, admin.call("PUT", path, "{}").status());
        Api.Reply taken = admin.call("PUT", path, "{\"tags\":[\"id\",\"temp\"]}");
        assertEquals(400, taken.status());
        assertTrue(taken.response().body(), taken.response().body().contains("'id' stands in each point's row"));
        assertEquals(403, operator.call("PUT", path, "{\"tags\":[\"temp\"]}").status());
        assertEquals(2, api.commands.asked().size());
    }

    /** One that says what the temperature means, and does nothing else. */
    private static Command.GetConfig giving(String... tags) {
        return new Command.GetConfig(
                false,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                OptionalLong.empty(),
                false,
                SiteChange.AlarmRules.NONE,
                Map.of(TEMPERATURE, GivenTags.of(List.of(tags))));
    }

    private static CommandResult configured() {
        return new CommandResult.Configured(
                CommandResult.Status.SUCCESS, Optional.empty(), List.of(), List.of(), List.of(), 2);
    }

    @Test
    public void unknownFormat_saysWhichThereAre() throws Exception {
        assertTrue(operator.get("/tags?format=xml").response().body().contains("use haystack or brick"));
    }
}
