// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import io.bms.admin.OpenMetrics.Figure;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.site.Site;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem;
import io.bms.api.uplink.UplinkReport;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeOutbox;
import io.bms.testkit.FakeSiteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What Prometheus gets, read as strictly as the format's specification is written. */
public final class MetricsTest {
    private static final String PATH = "/../metrics";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;
    private Caller viewer;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        viewer = api.new Caller();
        viewer.signIn("operator", "other one");
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    private Map<String, Double> figures() throws Exception {
        Reply reply = viewer.get(PATH);
        assertEquals(reply.response().body(), 200, reply.status());
        assertEquals(
                Optional.of("application/openmetrics-text;version=1.0.0;charset=utf-8"),
                reply.header("Content-Type").map(type -> type.replace(" ", "")));
        return OpenMetricsReader.read(reply.response().body());
    }

    private static GatewayStatus status(String... problems) {
        return new GatewayStatus(
                true,
                Optional.empty(),
                "boot-1",
                "0.1.0",
                MonitoringStatus.ACTIVE,
                ConnectionStatus.ERROR,
                ConnectionStatus.CONNECTED,
                5,
                3,
                100,
                42,
                List.of(problems).stream()
                        .map(code -> new StatusItem.Problem(code, "look", Instant.EPOCH))
                        .toList(),
                Map.of(StatusItem.Counter.DROPPED_MESSAGES, 7L),
                Instant.EPOCH);
    }

    private void all() {
        api.metrics.bindHealth(() -> status("disk_low", "disk_low", "say \"a\\b\"\n"));
        api.metrics.bindMonitoring(api.monitoring);
        api.metrics.bindAlarms(() -> new AlarmSummary(6, 2, 1, 1, Map.of(AlarmPriority.CRITICAL, 4), 0, false, 9));
        api.metrics.bindOutbox(new FakeOutbox());
        api.metrics.bindUplink(() -> new UplinkReport.Report(
                "cloud",
                Optional.empty(),
                Instant.EPOCH,
                Optional.of("refused"),
                11,
                3,
                Optional.of(api.clock.instant().minusSeconds(60)),
                2,
                4_000));
    }

    @Test
    public void gatewayWithoutParts_hasNoFiguresOfThem() throws Exception {
        Map<String, Double> figures = figures();
        assertFalse(figures.toString(), figures.keySet().stream().anyMatch(name -> name.startsWith("bms_mqtt")));
        assertFalse(figures.toString(), figures.keySet().stream().anyMatch(name -> name.startsWith("bms_points")));
        assertTrue(figures.toString(), figures.get("process_start_time_seconds") > 1_600_000_000);
    }

    @Test
    public void status_isInFigures() throws Exception {
        all();
        Map<String, Double> figures = figures();
        assertEquals(
                1.0,
                figures.get("bms_gateway_info{boot_id=\"boot-1\",iot_device_id=\"gw-1\",org_id=\"acme\","
                        + "site_id=\"hq\",version=\"0.1.0\"}"),
                0);
        assertEquals(1.0, figures.get("bms_mqtt_connected"), 0);
        assertEquals(0.0, figures.get("bms_bacnet_connected"), 0);
        assertEquals(1.0, figures.get("bms_monitoring_active"), 0);
        assertEquals(2.0, figures.get("bms_devices{reachable=\"false\"}"), 0);
        assertEquals(42.0, figures.get("bms_config_revision"), 0);
        assertEquals(7.0, figures.get("bms_messages_dropped_total"), 0);
        assertEquals(3.0, figures.get("bms_problems"), 0);
        assertEquals(1.0, figures.get("bms_problem{code=\"disk_low\"}"), 0);
        assertEquals(1.0, figures.get("bms_problem{code=\"say \\\"a\\\\b\\\"\\n\"}"), 0);
        assertEquals(4.0, figures.get("bms_alarms{priority=\"critical\"}"), 0);
        assertEquals(0.0, figures.get("bms_alarms{priority=\"low\"}"), 0);
        assertEquals(2.0, figures.get("bms_alarms_unacknowledged"), 0);
    }

    @Test
    public void points_areCountedByTheirNewestQuality_samplesByEach() throws Exception {
        all();
        api.site.preset(new Site(
                1,
                Map.of(1, FakeSiteStore.device(Devices.discovered(1, 3), Duration.ofSeconds(30))),
                Optional.empty(),
                true));
        List<PointId> points =
                api.site.current().points().keySet().stream().sorted().toList();
        Sample good = sample(points.get(0), Quality.GOOD);
        Sample bad = sample(points.get(1), Quality.BAD);
        api.monitoring.read(good);
        api.monitoring.read(bad);
        api.tally.accept(new SampleBatch(List.of(bad, bad)));
        assertEquals("nobody had asked", 0.0, figures().get("bms_samples_total{quality=\"bad\"}"), 0);
        api.tally.accept(new SampleBatch(List.of(good, bad)));
        api.tally.accept(new SampleBatch(List.of(bad)));
        Map<String, Double> figures = figures();
        assertEquals(1.0, figures.get("bms_points{quality=\"good\"}"), 0);
        assertEquals(1.0, figures.get("bms_points{quality=\"bad\"}"), 0);
        assertEquals(points.size() - 2.0, figures.get("bms_points{quality=\"none\"}"), 0);
        assertEquals(1.0, figures.get("bms_samples_total{quality=\"good\"}"), 0);
        assertEquals(2.0, figures.get("bms_samples_total{quality=\"bad\"}"), 0);
        assertEquals(0.0, figures.get("bms_samples_total{quality=\"uncertain\"}"), 0);
    }

    private static Sample sample(PointId id, Quality quality) {
        return new Sample(
                id, PointValue.NULL, quality, Set.of(), Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(30));
    }

    @Test
    public void outbox_saysHowOldItsOldestIs() throws Exception {
        FakeOutbox outbox = new FakeOutbox();
        api.metrics.bindOutbox(outbox);
        assertEquals(0.0, figures().get("bms_outbox_oldest_age_seconds"), 0);
        outbox.keep(api.clock.instant().minusSeconds(90), List.of(new byte[1]));
        outbox.keep(api.clock.instant(), List.of(new byte[1]));
        assertEquals(90.0, figures().get("bms_outbox_oldest_age_seconds"), 0);
    }

    @Test
    public void uplinks_areToldApart() throws Exception {
        all();
        api.metrics.bindUplink(() -> new UplinkReport.Report(
                "backup", Optional.of("a:1"), Instant.EPOCH, Optional.empty(), 1, 0, Optional.empty(), 0, 0));
        Map<String, Double> figures = figures();
        assertEquals(0.0, figures.get("bms_uplink_connected{uplink=\"cloud\"}"), 0);
        assertEquals(1.0, figures.get("bms_uplink_connected{uplink=\"backup\"}"), 0);
        assertEquals(3.0, figures.get("bms_uplink_waiting{uplink=\"cloud\"}"), 0);
        assertEquals(60.0, figures.get("bms_uplink_oldest_age_seconds{uplink=\"cloud\"}"), 0);
        assertEquals(0.0, figures.get("bms_uplink_oldest_age_seconds{uplink=\"backup\"}"), 0);
        assertEquals(11.0, figures.get("bms_uplink_batches_total{uplink=\"cloud\"}"), 0);
        assertEquals(2.0, figures.get("bms_uplink_dropped_total{uplink=\"cloud\"}"), 0);
        assertEquals(4_000.0, figures.get("bms_uplink_bytes_total{uplink=\"cloud\"}"), 0);
    }

    @Test
    public void stores_areMeasuredWithWhatIsWrittenAhead() throws Exception {
        Files.write(folder.getRoot().toPath().resolve("runtime.db"), new byte[1_000]);
        Files.write(folder.getRoot().toPath().resolve("runtime.db-wal"), new byte[24]);
        Map<String, Double> figures = figures();
        assertEquals(1_024.0, figures.get("bms_store_bytes{file=\"runtime.db\"}"), 0);
        assertTrue(figures.get("bms_disk_free_bytes") > 0);
    }

    @Test
    public void call_needsASessionOrTokenAndTheRight() throws Exception {
        assertEquals(401, api.new Caller().get(PATH).status());
        assertEquals(405, viewer.call("POST", PATH, "{}").status());
    }

    @Test
    public void alertRulesAndDocumentation_nameOnlyWhatThereIs() throws Exception {
        all();
        Set<String> there = figures().keySet().stream()
                .map(figure -> figure.replaceAll("\\{.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> alerts = named("../../configs/cloud/prometheus-alerts.yaml");
        assertTrue("figures in rules: " + alerts, alerts.size() > 8);
        assertEquals(Set.of(), without(alerts, there));
        there.removeIf(name -> name.startsWith("process_"));
        assertEquals("docs/fleet.md against what there is", there, named("../../docs/fleet.md"));
    }

    private static Set<String> named(String file) throws IOException {
        return Pattern.compile("\\bbms_[a-z_]+")
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> without(Set<String> all, Set<String> known) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(known);
        return rest;
    }

    @Test
    public void family_withoutFiguresIsLeftOut_andNumbersAreExact() {
        String text = new OpenMetrics()
                .gauge("empty", "Nothing.", List.of())
                .gauge("large_bytes", "Much.", 4_294_967_297.0)
                .gauge("small", "Little.", List.of(Figure.of("of", "a", 0.25)))
                .end();
        assertEquals(
                """
                # TYPE large_bytes gauge
                # UNIT large_bytes bytes
                # HELP large_bytes Much.
                large_bytes 4294967297
                # TYPE small gauge
                # HELP small Little.
                small{of="a"} 0.25
                # EOF
                """,
                text);
        assertEquals(Map.of("large_bytes", 4_294_967_297.0, "small{of=\"a\"}", 0.25), OpenMetricsReader.read(text));
    }

    /** So that the reader is worth something. */
    @Test
    public void reader_refusesWhatTheFormatForbids() {
        String head = "# TYPE a gauge\n# HELP a A.\n";
        for (String wrong : List.of(
                head + "a 1\n",
                head + "a 1\n# EOF",
                head + "a 1\n\n# EOF\n",
                head + "b 1\n# EOF\n",
                head + "a 1\na 2\n# EOF\n",
                head + "a{x=\"1\",x=\"2\"} 1\n# EOF\n",
                head + "a{x=\"1\",} 1\n# EOF\n",
                head + "a{x=\"\\t\"} 1\n# EOF\n",
                head + "a  1\n# EOF\n",
                head + "a 1 \n# EOF\n",
                "a 1\n# EOF\n",
                head + "a 1\n# HELP a B.\n# EOF\n",
                head + head + "a 1\n# EOF\n",
                head + "# UNIT a seconds\na 1\n# EOF\n",
                "# TYPE a counter\n# HELP a A.\na 1\n# EOF\n",
                "# TYPE a counter\n# HELP a A.\na_total -1\n# EOF\n",
                "# TYPE a info\n# HELP a A.\na_info 2\n# EOF\n",
                head + "a 1\n# TYPE b gauge\n# HELP b B.\nb 1\n" + head + "a{x=\"1\"} 1\n# EOF\n")) {
            assertThrows(wrong, IllegalArgumentException.class, () -> OpenMetricsReader.read(wrong));
        }
    }
}
