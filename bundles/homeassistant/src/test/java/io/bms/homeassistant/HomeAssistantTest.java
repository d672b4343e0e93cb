// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import static io.bms.homeassistant.Sites.device;
import static io.bms.homeassistant.Sites.point;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.identity.Identity;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeMonitoring;
import io.bms.testkit.FakeSiteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What Home Assistant is told when something comes and goes, over restarts. */
public final class HomeAssistantTest {
    private static final String DEVICE = "homeassistant/device/acme_hq_gw-1_1001/config";
    private static final String GATEWAY = "homeassistant/device/acme_hq_gw-1/config";

    private static final Point FIRST = point("1001.analogInput.1", "Supply", "degreesCelsius", false);
    private static final Point SECOND = point("1001.analogInput.2", "Return", "degreesCelsius", false);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeSiteStore sites = new FakeSiteStore();
    private final FakeIdentities identities = new FakeIdentities(new Identity("acme", "hq", "gw-1"));
    private Map<String, byte[]> documents = Map.of();
    private final Set<String> cleared = new HashSet<>();

    private HomeAssistant start(boolean enabled) {
        return new HomeAssistant(
                new HomeAssistantSettings(enabled, "homeassistant", true, 8),
                identities,
                sites,
                "0.1.0",
                folder.getRoot().toPath(),
                Runnable::run,
                () -> {});
    }

    private HomeAssistant started(boolean enabled) {
        HomeAssistant started = start(enabled);
        bind(started);
        return started;
    }

    private void bind(HomeAssistant to) {
        to.bindSink((byTopic, gone) -> {
            documents = byTopic;
            cleared.addAll(gone);
            assertTrue("cleared, and told again", byTopic.keySet().stream().noneMatch(gone::contains));
        });
    }

    private JsonNode components() throws IOException {
        return new ObjectMapper().readTree(documents.get(DEVICE)).get("components");
    }

    @Test
    public void pointThatGoes_isTakenAwayAndThenForgotten() throws IOException {
        sites.preset(Sites.of(device(1001, FIRST, SECOND)));
        HomeAssistant running = started(true);
        assertEquals(
                "sensor",
                components().get("1001.analogInput.2_sensor").get("platform").asText());
        sites.preset(Sites.of(device(1001, FIRST)));
        running.siteChanged(sites.current());
        assertEquals(
                "{\"platform\":\"sensor\"}",
                components().get("1001.analogInput.2_sensor").toString());
        assertTrue(components().get("1001.analogInput.1_sensor").has("state_topic"));
        running.siteChanged(sites.current());
        assertFalse(components().has("1001.analogInput.2_sensor"));
        assertEquals(Set.of(), cleared);
    }

    @Test
    public void whatGoesWhileNobodyRuns_isTakenAwayAtTheNextStart() throws IOException {
        sites.preset(Sites.of(device(1001, FIRST, SECOND), device(1002, point("1002.binaryInput.1", "B", "", false))));
        started(true);
        sites.preset(Sites.of(device(1001, FIRST)));
        started(true);
        assertEquals(
                "{\"platform\":\"sensor\"}",
                components().get("1001.analogInput.2_sensor").toString());
        assertEquals(Set.of("homeassistant/device/acme_hq_gw-1_1002/config"), cleared);
        cleared.clear();
        started(true);
        assertEquals(Set.of(), cleared);
    }

    @Test
    public void switchedOff_everythingIsTakenAway_onceThereIsASink() {
        sites.preset(Sites.of(device(1001, FIRST)));
        started(true);
        HomeAssistant off = start(false);
        off.siteChanged(sites.current());
        assertEquals(Set.of(), cleared);
        bind(off);
        assertEquals(Set.of(), documents.keySet());
        assertEquals(Set.of(DEVICE, GATEWAY), cleared);
    }

    @Test
    public void neverSwitchedOn_nothingIsToldOrKept() {
        sites.preset(Sites.of(device(1001, FIRST)));
        started(false);
        assertEquals(Set.of(), documents.keySet());
        assertEquals(Set.of(), cleared);
        assertFalse(Files.exists(folder.getRoot().toPath().resolve(ToldDocuments.FILE)));
    }

    @Test
    public void anotherIdentity_takesAwayWhatTheFormerTold() {
        sites.preset(Sites.of(device(1001, FIRST)));
        HomeAssistant running = started(true);
        identities.change(new Identity("acme", "hq", "gw-2"));
        running.identityChanged(identities.current());
        assertEquals(Set.of(DEVICE, GATEWAY), cleared);
        assertTrue(documents.containsKey("homeassistant/device/acme_hq_gw-2/config"));
    }

    @Test
    public void damagedFile_startsAnew() throws IOException {
        Files.writeString(folder.getRoot().toPath().resolve(ToldDocuments.FILE), "{\"a\":");
        sites.preset(Sites.of(device(1001, FIRST)));
        started(true);
        assertEquals(Set.of(DEVICE, GATEWAY), documents.keySet());
        started(false);
        assertEquals(Set.of(DEVICE, GATEWAY), cleared);
    }

    @Test
    public void limits_areAskedOfTheDeviceOnce_andOfOneThatIsSilentAgain() throws IOException {
        Point setpoint = point("1001.analogValue.1", "Setpoint", "degreesCelsius", true);
        sites.preset(Sites.of(device(1001, FIRST, setpoint)));
        FakeMonitoring monitoring = new FakeMonitoring();
        monitoring.answer(new PropertiesOutcome.Refused(new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer")));
        HomeAssistant running = started(true);
        running.bindMonitoring(monitoring);
        assertEquals(
                -1_000_000_000,
                components().get("1001.analogValue.1_number").get("min").asInt());
        monitoring.answer(new PropertiesOutcome.Known(
                List.of(new Property("minPresValue", List.of(new PointValue.Real(16)), false))));
        running.siteChanged(sites.current());
        assertEquals(
                16, components().get("1001.analogValue.1_number").get("min").asInt());
        assertEquals(
                "no priority array, nothing to release; taken away first",
                "{\"platform\":\"button\"}",
                components().get("1001.analogValue.1_release").toString());
        monitoring.answer(new PropertiesOutcome.Known(
                List.of(new Property("minPresValue", List.of(new PointValue.Real(17)), false))));
        running.siteChanged(sites.current());
        assertEquals(
                "asked once",
                16,
                components().get("1001.analogValue.1_number").get("min").asInt());
    }
}
