// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.history.HistoryBucket;
import io.bms.api.history.HistoryPage;
import io.bms.api.history.HistoryStore;
import io.bms.api.identity.Identity;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.Site;
import io.bms.mqtt.link.LinkConnector;
import io.bms.sparkplug.TahuHost.Heard;
import io.bms.testkit.Await;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeMonitoring;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.InsideDispatcher;
import io.bms.text.BrokerUrl;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The edge node over Mosquitto, heard and commanded by an implementation that is not ours. Which statement of the
 * specification (Sparkplug 3.0, "tck-id-…") is held where:
 *
 * <pre>
 * principles-persistence-clean-session-50            LinkConnectorTest of the mqtt bundle
 * message-flow-edge-node-birth-publish-will-message  killedNode_isDeadByItsWill
 * payloads-ndeath-will-message-qos, -retain          killedNode_isDeadByItsWill
 * payloads-ndeath-bdseq, -seq                        killedNode_isDeadByItsWill
 * topics-nbirth-topic, -seq-num, -bdseq-included,
 *   -rebirth-metric, -timestamp                      births_declareEveryMetric
 * payloads-alias-uniqueness, -metric-datatype-req,
 *   operational-behavior-…-rebirth-name-aliases      births_declareEveryMetric
 * topics-dbirth-topic, -seq, -metrics                births_declareEveryMetric
 * payloads-propertyset-quality-value-value           births_declareEveryMetric, unchanged_isNotTold_andQualityIs
 * payloads-alias-data-cmd-requirement,
 *   -metric-datatype-not-req, -ndata-seq-inc         data_isByAlias_inOrder
 * operational-behavior-data-commands-rebirth-action  rebirth_isAFullBirthWithTheSameBdSeq_oncePerInterval
 * topics-ddeath-seq-num, devices                     device_diesAndIsBornAgain
 * operational-behavior-edge-node-birth-sequence-wait primaryHost_isWaitedFor
 * operational-behavior-edge-node-termination-host-…  primaryHost_isWaitedFor
 * payloads-ndeath-will-message-publisher-disconnect  stopped_saysItsDeath
 * operational-behavior-data-commands-dcmd            hostWrites_…
 * </pre>
 */
public class SparkplugTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String GROUP = "acme.hq";
    private static final String NODE = "gw-1";
    private static final PointId TEMPERATURE = new PointId(1001, "analogInput", 1);
    private static final PointId FAN = new PointId(1001, "binaryOutput", 2);
    private static final PointId MODE = new PointId(1001, "multiStateValue", 3);
    private static final PointId LABEL = new PointId(1001, "characterstringValue", 4);
    private static final PointId OTHER = new PointId(1002, "analogValue", 1);

    @Rule
    public final TestBroker broker = new TestBroker();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeIdentities identities = new FakeIdentities(new Identity("acme", "hq", NODE));
    private final FakeSiteStore sites = new FakeSiteStore();
    private final FakeMonitoring monitoring = new FakeMonitoring();
    private final Written written = new Written();
    private final List<Sparkplug> running = new ArrayList<>();
    private TahuHost host;

    /** Commands that reach the gateway. */
    private static final class Written extends InsideDispatcher {
        private final List<Command> commands = new CopyOnWriteArrayList<>();
        private final List<AuditActor> actors = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<CommandResult> dispatch(
                AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
            commands.add(command);
            actors.add(by);
            return new CompletableFuture<>();
        }
    }

    @Before
    public void site() {
        sites.preset(site(
                device(
                        1001,
                        point(TEMPERATURE, "Supply", "degreesCelsius", false),
                        point(FAN, "Fan", "", true, "off", "on"),
                        point(MODE, "Mode", "", true, "low", "high"),
                        point(LABEL, "Label", "", true)),
                device(1002, point(OTHER, "Setpoint", "degreesCelsius", true))));
        online(1001, true);
        online(1002, true);
        monitoring.read(sample(TEMPERATURE, new PointValue.Real(21.5f), Quality.GOOD, Instant.now()));
        host = new TahuHost(broker.port(), "host");
    }

    @After
    public void stop() {
        running.forEach(Sparkplug::close);
        host.close();
    }

    private static Site site(Device... devices) {
        TreeMap<Integer, Device> byId = new TreeMap<>();
        for (Device device : devices) {
            byId.put(device.deviceId(), device);
        }
        return new Site(1, byId, Optional.empty(), true);
    }

    private static Device device(int id, Point... points) {
        return new Device(
                id, DeviceAddress.direct("127.0.9.1", 47808), "AHU " + id, "Acme", "X", true, List.of(points));
    }

    private static Point point(PointId id, String name, String units, boolean writable, String... states) {
        DiscoveredObject object = new DiscoveredObject(
                id,
                name,
                Optional.of(units).filter(text -> !text.isEmpty()),
                Optional.empty(),
                writable,
                List.of(states),
                OptionalDouble.empty(),
                PointValue.NULL);
        return new Point(object, true, Duration.ofSeconds(30), 0, ReadMode.AUTO);
    }

    private void online(int device, boolean online) {
        monitoring.device(device, new Monitoring.DeviceState(online, Instant.now(), Optional.empty()));
    }

    private static Sample sample(PointId id, PointValue value, Quality quality, Instant at) {
        return new Sample(
                id,
                value,
                quality,
                Set.of(),
                at.truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
                Duration.ofSeconds(30));
    }

    private Sparkplug start() {
        return start(false, "");
    }

    private Sparkplug start(boolean write, String primaryHost) {
        Sparkplug made = new Sparkplug(
                new SparkplugParts(
                        new LinkConnector(),
                        identities,
                        sites,
                        monitoring,
                        folder.getRoot().toPath(),
                        Clock.systemUTC(),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(2),
                        Duration.ZERO),
                new SparkplugSettings(
                        List.of(BrokerUrl.parse("127.0.0.1:" + broker.port())),
                        Optional.empty(),
                        Optional.empty(),
                        TlsFiles.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(primaryHost).filter(text -> !text.isEmpty()),
                        Duration.ofHours(1),
                        write,
                        9));
        made.bindDispatcher(written);
        running.add(made);
        return made;
    }

    private static Object quality(Metric metric) {
        return metric.getProperties().getPropertyValue("Quality").getValue();
    }

    private static List<Long> sequence(List<Heard> messages) {
        return messages.stream()
                .filter(message -> !message.type().equals("NDEATH"))
                .map(message -> message.payload().getSeq())
                .toList();
    }

    @Test
    public void births_declareEveryMetric() {
        start();
        host.await("DBIRTH", 1);
        Heard node = host.await("NBIRTH", 0);
        assertEquals("spBv1.0/" + GROUP + "/NBIRTH/" + NODE, node.topic());
        assertFalse(node.retained());
        assertEquals(0L, (long) node.payload().getSeq());
        assertTrue(Math.abs(node.payload().getTimestamp().getTime() - System.currentTimeMillis()) < 20_000);
        assertEquals(MetricDataType.Int64, node.metric("bdSeq").getDataType());
        assertEquals(false, node.metric("Node Control/Rebirth").getValue());
        assertFalse(node.metric("Node Control/Rebirth").hasAlias());
        List<Heard> births = host.heard("DBIRTH");
        assertEquals(
                List.of(
                        "spBv1.0/" + GROUP + "/DBIRTH/" + NODE + "/1001",
                        "spBv1.0/" + GROUP + "/DBIRTH/" + NODE + "/1002"),
                births.stream().map(Heard::topic).toList());
        assertEquals(List.of(0L, 1L, 2L), sequence(host.heard()));
        Metric temperature = births.get(0).metric("analogInput/1");
        assertEquals(MetricDataType.Float, temperature.getDataType());
        assertEquals(21.5f, temperature.getValue());
        assertEquals(192, quality(temperature));
        assertEquals(
                "degreesCelsius",
                temperature.getProperties().getPropertyValue("engUnit").getValue());
        Metric fan = births.get(0).metric("binaryOutput/2");
        assertEquals(MetricDataType.Boolean, fan.getDataType());
        assertTrue("not read yet", fan.isNull());
        assertEquals(500, quality(fan));
        assertEquals(
                MetricDataType.UInt32, births.get(0).metric("multiStateValue/3").getDataType());
        assertEquals(
                MetricDataType.String,
                births.get(0).metric("characterstringValue/4").getDataType());
        assertEquals("AHU 1001", births.get(0).metric("Device Info/Name").getValue());
        Set<Long> aliases = new HashSet<>();
        births.forEach(birth -> birth.payload().getMetrics().stream()
                .filter(Metric::hasAlias)
                .forEach(metric -> assertTrue(metric.getName(), aliases.add(metric.getAlias()))));
        assertEquals(5, aliases.size());
        for (Heard birth : host.heard()) {
            birth.payload().getMetrics().forEach(metric -> {
                assertNotEquals(metric.getName(), null, metric.getTimestamp());
                assertNotEquals(metric.getName(), null, metric.getDataType());
            });
        }
    }

    @Test
    public void data_isByAlias_inOrder() {
        Sparkplug node = start();
        Heard birth = host.await("DBIRTH", 0);
        host.await("DBIRTH", 1);
        long alias = birth.metric("analogInput/1").getAlias();
        for (int i = 0; i < 300; i++) {
            int number = i;
            node.accept(new SampleBatch(List.of(sample(
                    TEMPERATURE,
                    new PointValue.Real(number),
                    Quality.GOOD,
                    Instant.now().plusMillis(number)))));
            host.await("DDATA", number);
        }
        Metric first = host.await("DDATA", 0).payload().getMetrics().get(0);
        assertFalse("a name beside its alias", first.hasName());
        assertEquals(alias, (long) first.getAlias());
        assertEquals(0f, first.getValue());
        assertFalse(first.isHistorical());
        List<Long> sequence = sequence(host.heard());
        for (int i = 0; i < sequence.size(); i++) {
            assertEquals(i % 256, (long) sequence.get(i));
        }
        assertTrue("over 255: " + sequence.size(), sequence.size() > 256);
    }

    @Test
    public void unchanged_isNotTold_andQualityIs() {
        Sparkplug node = start();
        host.await("DBIRTH", 1);
        Instant now = Instant.now();
        node.accept(new SampleBatch(List.of(
                sample(TEMPERATURE, new PointValue.Real(21.5f), Quality.GOOD, now.plusSeconds(1)),
                sample(TEMPERATURE, new PointValue.Real(21.5f), Quality.UNCERTAIN, now.plusSeconds(2)),
                sample(TEMPERATURE, PointValue.NULL, Quality.BAD, now.plusSeconds(3)),
                sample(TEMPERATURE, new PointValue.Real(Float.NaN), Quality.GOOD, now.plusSeconds(4)),
                sample(TEMPERATURE, new PointValue.Real(22), Quality.GOOD, now.plusSeconds(5)))));
        List<Metric> told = host.await("DDATA", 0).payload().getMetrics();
        assertEquals(4, told.size());
        assertEquals(500, quality(told.get(0)));
        assertEquals(21.5f, told.get(0).getValue());
        assertEquals(0, quality(told.get(1)));
        assertTrue(told.get(1).isNull());
        assertTrue("NaN", told.get(2).isNull());
        assertEquals("NaN is as bad as what was before", null, told.get(2).getProperties());
        assertEquals(192, quality(told.get(3)));
        assertEquals(22f, told.get(3).getValue());
    }

    @Test
    public void rebirth_isAFullBirthWithTheSameBdSeq_oncePerInterval() {
        Sparkplug node = start();
        host.await("DBIRTH", 1);
        Object bdSeq = host.await("NBIRTH", 0).metric("bdSeq").getValue();
        for (int i = 0; i < 20; i++) {
            host.rebirth(GROUP, NODE);
        }
        Heard again = host.await("NBIRTH", 1);
        assertEquals(bdSeq, again.metric("bdSeq").getValue());
        assertEquals(0L, (long) again.payload().getSeq());
        host.await("DBIRTH", 3);
        node.accept(new SampleBatch(List.of(sample(OTHER, new PointValue.Real(1), Quality.GOOD, Instant.now()))));
        host.await("DDATA", 0);
        assertEquals("births asked for 20 times", 2, host.heard("NBIRTH").size());
        assertEquals(List.of(), host.heard("NDEATH"));
        List<Heard> all = host.heard();
        assertEquals(List.of(0L, 1L, 2L), sequence(all.subList(all.indexOf(again), all.indexOf(again) + 3)));
    }

    @Test
    public void killedNode_isDeadByItsWill_andItsNextBirthHasTheNextBdSeq() throws IOException {
        CutConnector cut = new CutConnector();
        Sparkplug node = new Sparkplug(
                new SparkplugParts(
                        cut,
                        identities,
                        sites,
                        monitoring,
                        folder.getRoot().toPath(),
                        Clock.systemUTC(),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(2),
                        Duration.ZERO),
                new SparkplugSettings(
                        List.of(BrokerUrl.parse("127.0.0.1:" + broker.port())),
                        Optional.empty(),
                        Optional.empty(),
                        TlsFiles.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofHours(1),
                        false,
                        9));
        running.add(node);
        long first = (Long) host.await("NBIRTH", 0).metric("bdSeq").getValue();
        cut.cut();
        Heard death = host.await("NDEATH", 0);
        assertEquals("spBv1.0/" + GROUP + "/NDEATH/" + NODE, death.topic());
        assertFalse(death.retained());
        assertEquals(null, death.payload().getSeq());
        assertEquals(first, death.metric("bdSeq").getValue());
        assertEquals((first + 1) % 256, host.await("NBIRTH", 1).metric("bdSeq").getValue());
    }

    @Test
    public void stopped_saysItsDeath_andTheBdSeqGoesOnAfterARestart() {
        Sparkplug node = start();
        long first = (Long) host.await("NBIRTH", 0).metric("bdSeq").getValue();
        running.remove(node);
        node.close();
        assertEquals(first, host.await("NDEATH", 0).metric("bdSeq").getValue());
        start();
        assertEquals(first + 1, host.await("NBIRTH", 1).metric("bdSeq").getValue());
        assertEquals(
                "the will must not come beside the goodbye",
                1,
                host.heard("NDEATH").size());
    }

    @Test
    public void device_diesAndIsBornAgain() {
        Sparkplug node = start();
        host.await("DBIRTH", 1);
        online(1002, false);
        Heard death = host.await("DDEATH", 0);
        assertEquals("spBv1.0/" + GROUP + "/DDEATH/" + NODE + "/1002", death.topic());
        assertEquals(3L, (long) death.payload().getSeq());
        node.accept(new SampleBatch(List.of(sample(OTHER, new PointValue.Real(1), Quality.GOOD, Instant.now()))));
        node.accept(new SampleBatch(List.of(sample(TEMPERATURE, new PointValue.Real(1), Quality.GOOD, Instant.now()))));
        assertTrue(host.await("DDATA", 0).topic().endsWith("/1001"));
        online(1002, true);
        assertTrue(host.await("DBIRTH", 2).topic().endsWith("/1002"));
        sites.preset(site(device(1001, point(TEMPERATURE, "Supply", "degreesCelsius", false))));
        host.await(
                "DBIRTH",
                "the birth with fewer points",
                birth -> birth.payload().getMetrics().size() == 4);
        assertTrue(host.await("DDEATH", 1).topic().endsWith("/1002"));
        List<Long> sequence = sequence(host.heard());
        for (int i = 0; i < sequence.size(); i++) {
            assertEquals(i, (long) sequence.get(i));
        }
    }

    @Test
    public void primaryHost_isWaitedFor_andItsGoingEndsTheSession() {
        host.state("scada", false, 1_000);
        start(false, "scada");
        Await.until(() -> running.get(0).report().connected().isPresent(), PATIENCE, "a connection");
        host.state("scada", true, 2_000);
        host.await("DBIRTH", 1);
        host.state("scada", false, 1_500);
        host.rebirth(GROUP, NODE);
        host.await("NBIRTH", 1);
        assertEquals("an offline that is older than the online", List.of(), host.heard("NDEATH"));
        host.state("scada", false, 3_000);
        host.await("NDEATH", 0);
        Await.until(() -> running.get(0).report().connected().isPresent(), PATIENCE, "a connection to wait at");
        assertEquals(2, host.heard("NBIRTH").size());
        host.state("scada", true, 4_000);
        Heard back = host.await("NBIRTH", 2);
        assertEquals(0L, (long) back.payload().getSeq());
    }

    @Test
    public void whatWasReadWithoutAConnection_isToldAfterwardsAsHistorical() throws IOException {
        List<Sample> stored = new CopyOnWriteArrayList<>();
        Sparkplug node = start();
        node.bindHistory(new Stored(stored));
        host.await("DBIRTH", 1);
        host.close();
        broker.kill();
        Await.until(() -> node.report().connected().isEmpty(), PATIENCE, "the loss");
        Instant away = Instant.now();
        for (int i = 0; i < 1_200; i++) {
            stored.add(sample(
                    TEMPERATURE,
                    new PointValue.Real(i / 2),
                    Quality.GOOD,
                    away.minusSeconds(60).plusMillis(i)));
        }
        broker.start();
        host = new TahuHost(broker.port(), "host-again");
        host.rebirth(GROUP, NODE);
        host.await("DBIRTH", 1);
        Await.until(
                () -> host.heard("DDATA").stream()
                                .mapToInt(data -> data.payload().getMetrics().size())
                                .sum()
                        >= 600,
                PATIENCE,
                "600 changes");
        List<Object> values = new ArrayList<>();
        host.heard("DDATA").forEach(data -> data.payload().getMetrics().forEach(metric -> {
            assertTrue(metric.isHistorical());
            values.add(metric.getValue());
        }));
        assertEquals(600, values.size());
        assertEquals(0f, values.get(0));
        assertEquals(599f, values.get(599));
    }

    @Test
    public void hostWrites_asShipped_nothingIsCarriedOut_andTheReasonIsTold() {
        start();
        Heard birth = host.await("DBIRTH", 0);
        host.await("DBIRTH", 1);
        host.write(
                GROUP,
                NODE,
                "1001",
                birth.metric("binaryOutput/2").getAlias(),
                MetricDataType.Boolean,
                true,
                Instant.now());
        Heard told = host.await("NDATA", 0);
        assertTrue(
                told.payload().toString(),
                told.metric("Commands/Last Refusal").getValue().toString().contains("write = true"));
        assertEquals(List.of(), written.commands);
    }

    @Test
    public void hostWrites_withinWhatTheDeviceLets_atTheGivenPriority() {
        start(true, "");
        Heard birth = host.await("DBIRTH", 0);
        Heard other = host.await("DBIRTH", 1);
        Instant now = Instant.now();
        long fan = birth.metric("binaryOutput/2").getAlias();
        long mode = birth.metric("multiStateValue/3").getAlias();
        long setpoint = other.metric("analogValue/1").getAlias();
        host.write(GROUP, NODE, "1001", fan, MetricDataType.Boolean, true, now);
        host.write(GROUP, NODE, "1001", mode, MetricDataType.UInt32, 2L, now);
        host.write(GROUP, NODE, "1002", setpoint, MetricDataType.Float, 24.3f, now);
        host.write(GROUP, NODE, "1001", fan, MetricDataType.Boolean, null, now);
        Await.until(() -> written.commands.size() == 4, PATIENCE, "four writes: " + written.commands);
        assertEquals(
                List.of(
                        new Command.SetValueToPoint(FAN, new PointValue.Bool(true), 9),
                        new Command.SetValueToPoint(MODE, new PointValue.Integer(2), 9),
                        new Command.SetValueToPoint(OTHER, new PointValue.Double(24.3), 9),
                        new Command.SetValueToPoint(FAN, PointValue.NULL, 9)),
                written.commands);
        assertEquals("sparkplug", written.actors.get(0).name());
    }

    @Test
    public void hostWrites_thatCannotBeRight_areRefusedWithTheReason() {
        start(true, "");
        Heard birth = host.await("DBIRTH", 0);
        host.await("DBIRTH", 1);
        Instant now = Instant.now();
        Map<String, Runnable> wrong = Map.of(
                "let it be written",
                () -> host.write(
                        GROUP, NODE, "1001", birth.metric("analogInput/1").getAlias(), MetricDataType.Float, 1f, now),
                "no such metric",
                () -> host.write(GROUP, NODE, "1001", 4_711, MetricDataType.Float, 1f, now),
                "none of the metric's type",
                () -> host.write(
                        GROUP, NODE, "1001", birth.metric("binaryOutput/2").getAlias(), MetricDataType.Float, 7f, now),
                "five minutes",
                () -> host.write(
                        GROUP,
                        NODE,
                        "1001",
                        birth.metric("binaryOutput/2").getAlias(),
                        MetricDataType.Boolean,
                        true,
                        now.minusSeconds(400)));
        wrong.forEach((reason, attempt) -> {
            attempt.run();
            host.await("NDATA", reason, told -> told.payload().getMetrics().stream()
                    .anyMatch(metric -> ("" + metric.getValue()).contains(reason)));
        });
        host.publish("spBv1.0/" + GROUP + "/DCMD/" + NODE + "/1001", new byte[] {(byte) 0xFF, 1, 2}, false);
        host.rebirth(GROUP, NODE);
        host.await("NBIRTH", 1);
        assertEquals(List.of(), written.commands);
    }

    /** A history of one point, in pages. */
    private record Stored(List<Sample> samples) implements HistoryStore {
        @Override
        public HistoryPage<Sample> samples(
                List<PointId> points, Instant from, Instant to, int limit, Optional<String> cursor) {
            int start = cursor.map(Integer::parseInt).orElse(0);
            List<Sample> found = samples.stream()
                    .filter(sample -> points.contains(sample.pointId()))
                    .filter(sample -> !sample.timestamp().isBefore(from)
                            && sample.timestamp().isBefore(to))
                    .toList();
            int end = Math.min(start + limit, found.size());
            return new HistoryPage<>(
                    points.stream()
                            .map(point -> new HistoryPage.Series<>(
                                    point,
                                    found.subList(start, end).stream()
                                            .filter(sample -> sample.pointId().equals(point))
                                            .toList()))
                            .toList(),
                    end < found.size() ? Optional.of("" + end) : Optional.empty(),
                    Set.of());
        }

        @Override
        public HistoryPage<HistoryBucket> buckets(List<PointId> points, Instant from, Instant to, int count) {
            throw new UnsupportedOperationException("nobody asks for it");
        }
    }
}
