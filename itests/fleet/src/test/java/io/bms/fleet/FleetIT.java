// SPDX-License-Identifier: GPL-3.0-only
package io.bms.fleet;

import static java.util.stream.Collectors.joining;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.point.Sample;
import io.bms.itests.support.Await;
import io.bms.mqtt.uplink.UplinkOfTests;
import io.bms.testkit.FreePorts;
import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * Many gateways, some of them real, a pair of brokers, two replicas of the routes of configs/cloud, and PostgreSQL: each
 * is killed under load, and in the end each sample is a row. It prints what it measured.
 */
public final class FleetIT {
    private static final int GATEWAYS = Integer.getInteger("bms.fleet.gateways", 50);
    /** So many of them are of the built distribution. */
    private static final int REAL = Integer.getInteger("bms.fleet.real", 2);

    private static final int PLAYED = GATEWAYS - REAL;
    private static final int POINTS = Integer.getInteger("bms.fleet.points", 20);
    /** Of each of the phases. */
    private static final Duration PHASE = Duration.ofSeconds(Integer.getInteger("bms.fleet.seconds", 15));

    private static final Duration INTERVAL = Duration.ofSeconds(Integer.getInteger("bms.fleet.interval", 5));
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String SAMPLES =
            " FROM fleet.sample s JOIN fleet.point p USING (point_no) JOIN fleet.gateway g USING (gateway_no)";
    private static final String MADE = "SELECT g.gateway || ' ' || p.point_id AS point, count(*)"
            + " || ' ' || sum(round(s.value * 1000))::bigint || ' ' || sum(extract(epoch FROM s.at) * 1000)::bigint AS made"
            + SAMPLES + " WHERE g.gateway LIKE 'gw-%' GROUP BY 1";
    /** As {@link RealGateways} says them. */
    private static final String REAL_ROWS =
            "SELECT concat_ws('|', g.gateway, p.point_id, round(extract(epoch FROM s.at) * 1000)::bigint,"
                    + " coalesce(s.value::text, s.text), q.name) AS row"
                    + SAMPLES
                    + " JOIN fleet.quality q USING (quality) WHERE g.gateway LIKE 'real-%%'"
                    + " AND s.at <= to_timestamp(%d / 1000.0)";

    private static final Pattern QUERY = Pattern.compile("\"(?:rawSql|query)\": \"((?:SELECT|WITH)[^\"]*)\"");

    private final Path work = Path.of(System.getProperty("bms.work"), "fleet-" + System.nanoTime());
    private final int primaryPort = FreePorts.tcp();
    private final int backupPort = FreePorts.tcp();
    private final List<Child> children = new ArrayList<>();
    private Postgres postgres;
    private Child primary;
    private Child backup;

    @Before
    public void start() throws IOException {
        Files.createDirectories(work);
        postgres = new Postgres(work.resolve("postgres"));
        postgres.execute(Files.readString(cloud().resolve("schema.sql")));
        int own = FreePorts.tcp();
        int peer = FreePorts.tcp();
        primary = node("primary", primaryPort, own, peer).start();
        awaitListens(primaryPort);
        backup = node("backup", backupPort, peer, own).start();
    }

    @After
    public void stop() {
        children.forEach(Child::close);
        postgres.close();
    }

    private static Path cloud() {
        return Path.of(System.getProperty("bms.cloud"));
    }

    private Child node(String role, int mqtt, int own, int peer) {
        Child node = Child.java(
                role,
                work.resolve(role),
                "384m",
                "io.bms.fleet.ArtemisNode",
                role,
                String.valueOf(mqtt),
                String.valueOf(own),
                String.valueOf(peer),
                work.resolve("store").toString());
        children.add(node);
        return node;
    }

    /** The routes as they are shipped, with the settings of this machine. */
    private Child camel(String name) throws IOException {
        Path folder = Files.createDirectories(work.resolve(name));
        Files.copy(cloud().resolve("camel/routes.yaml"), folder.resolve("routes.yaml"));
        Map<String, String> own = new HashMap<>(Map.of(
                "fleet.clientId", name,
                "camel.component.paho-mqtt5.brokerUrl", "tcp://127.0.0.1:" + primaryPort,
                "camel.component.paho-mqtt5.userName", "",
                "camel.component.paho-mqtt5.password", "",
                "camel.beans.fleet.url", postgres.url(),
                "camel.beans.fleet.username", "postgres",
                "camel.beans.fleet.password", "none"));
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(cloud().resolve("camel/application.properties"))) {
            String key = line.split("=")[0].strip();
            String value = own.get(key);
            if (value == null) {
                lines.add(line);
            } else if (!value.isEmpty()) {
                lines.add(key + " = " + value);
            }
        }
        lines.add("camel.component.paho-mqtt5.serverURIs = tcp://127.0.0.1:" + primaryPort + ",tcp://127.0.0.1:"
                + backupPort);
        Files.write(folder.resolve("application.properties"), lines);
        Child camel = Child.java(name, folder, "192m", "org.apache.camel.main.Main");
        children.add(camel);
        return camel;
    }

    private static Child begun(Child camel) {
        camel.start();
        Await.until(() -> camel.log().contains("Started history"), PATIENCE, "the routes have begun");
        return camel;
    }

    private static void awaitListens(int port) {
        Await.until(
                () -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                },
                PATIENCE,
                "a broker listens");
    }

    private static void phase(String what) {
        phase(what, PHASE);
    }

    private static void phase(String what, Duration time) {
        System.out.println("fleet: " + what);
        Await.pass(time);
    }

    /** Grafana is not to be had here; what it asks is asked. */
    @Test
    public void queries_ofDashboardsAndAlerts_areUnderstood() throws IOException {
        int asked = 0;
        for (String file : List.of("fleet.json", "site.json", "alerts.json")) {
            Matcher query = QUERY.matcher(Files.readString(cloud().resolve("grafana/" + file)));
            while (query.find()) {
                postgres.rows(query.group(1)
                        .replaceAll("\\$__timeFilter\\(([\\w.]+)\\)", "$1 > now() - interval '1 day'")
                        .replace("${point:sqlstring}", "'1001.analogInput.1'")
                        .replace("$gateway", "acme/hq/gw-1"));
                asked++;
            }
        }
        assertTrue("queries: " + asked, asked >= 25);
    }

    /** Batches that an uplink had to drop: the cloud sees that they will not come, and asks for them in the history. */
    @Test
    public void gap_isSeen_andFilledFromTheGatewaysHistory() throws IOException {
        begun(camel("ingest-1"));
        Path data = Files.createDirectories(work.resolve("gateway"));
        ManualClock clock = new ManualClock();
        List<Sample> history = IntStream.range(0, 6)
                .mapToObj(i -> UplinkOfTests.sample(i, clock.instant().plusSeconds(i)))
                .toList();
        try (UplinkOfTests before = new UplinkOfTests(data, clock, primaryPort, history)) {
            before.give(history.get(0));
            before.awaitWaiting(0);
        }
        try (UplinkOfTests away = new UplinkOfTests(data, clock, FreePorts.tcp(), history)) {
            history.subList(1, 5).forEach(away::give);
            clock.advance(Duration.ofMinutes(2));
            away.awaitWaiting(1);
        }
        try (UplinkOfTests after = new UplinkOfTests(data, clock, primaryPort, history)) {
            after.give(history.get(5));
            Await.until(() -> rows() == 3, PATIENCE, "what was sent");
            assertEquals(0, postgres.number("SELECT count(*) FROM fleet.gap"));
            postgres.execute("UPDATE fleet.batch SET received = received - interval '10 minutes'");
            assertEquals(
                    "[{first_sequence=2, last_sequence=4}]",
                    postgres.rows("SELECT first_sequence, last_sequence FROM fleet.gap")
                            .toString());
            Await.until(() -> rows() == 6, PATIENCE, "what was dropped");
            assertEquals(
                    "[{v=0 1 2 3 4 5}]",
                    postgres.rows("SELECT string_agg(value::int::text, ' ' ORDER BY at) AS v FROM fleet.sample")
                            .toString());
            assertEquals(0, postgres.number("SELECT count(*) FROM fleet.open_gap"));
            String point = "SELECT name, device, units, tags FROM fleet.fleet_point";
            String told = "[{name=object 1001.analogInput.1, device=device 1001, units=degreesCelsius,"
                    + " tags={sensor,temp}}]";
            Await.until(() -> postgres.rows(point).toString().equals(told), PATIENCE, told);
        }
    }

    /** A gateway that is out of order, or somebody who may publish: none of it comes again for ever. */
    @Test
    public void messagesThatCannotBeTaken_areKeptInRefused_andHoldUpNoOther() throws MqttException, IOException {
        begun(camel("ingest-1"));
        String site = "iot/global/acme/hq/gw-1/site/";
        String point = "{\"point_id\":\"1001.analogInput.1\",\"name\":\"a\"}";
        byte[] twice = part(point + "," + point);
        // Too long for an index, also when it is compressed.
        String tooLong = new Random(1)
                .ints(12_000, 'a', 'z' + 1)
                .mapToObj(Character::toString)
                .collect(joining());
        List<byte[]> refused = List.of(
                new byte[0],
                Arrays.copyOf(twice, twice.length / 2),
                "{}".getBytes(StandardCharsets.UTF_8),
                PlayedGateways.deflated("{".getBytes(StandardCharsets.UTF_8)),
                PlayedGateways.deflated("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)),
                part("{\"point_id\":\"" + tooLong + "\"}"));
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + primaryPort, "odd", new MemoryPersistence());
        try {
            client.connect();
            for (byte[] payload : refused) {
                client.publish(site + 0, payload, 1, true);
            }
            client.publish(site + 1, twice, 1, true);
            Await.until(
                    () -> postgres.number("SELECT count(*) FROM fleet.point") == 1, PATIENCE, "the point named twice");
            Await.until(
                    () -> postgres.number("SELECT count(*) FROM fleet.refused") == refused.size(), PATIENCE, "refused");
            client.disconnect();
        } finally {
            client.close();
        }
    }

    private static byte[] part(String points) {
        return PlayedGateways.deflated(
                ("{\"devices\":[{\"name\":\"d\",\"points\":[" + points + "]}]}").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void kills_ofEachPart_everySampleIsARow_once() throws IOException {
        // One by one, since the first makes the shared subscription; and before somebody has subscribed, a broker keeps
        // nothing for anybody.
        Child first = begun(camel("ingest-1"));
        Child second = begun(camel("ingest-2"));
        List<Integer> brokers = List.of(primaryPort, backupPort);
        try (RealGateways real = new RealGateways(brokers, REAL, INTERVAL);
                PlayedGateways gateways = new PlayedGateways(brokers, PLAYED, POINTS, INTERVAL)) {
            Await.until(() -> gateways.connected() == PLAYED, PATIENCE, "all are connected");
            Await.until(() -> rows() > 0, PATIENCE, "rows come");
            phase("all is well");
            primary.kill9();
            gateways.forgetConnects();
            Instant killed = Instant.now();
            Await.until(() -> gateways.connected() < PLAYED / 100 + 1, PATIENCE, "all have lost their broker");
            Await.until(() -> gateways.connected() >= PLAYED * 99L / 100, PATIENCE, "99 % are back");
            System.out.printf(
                    "fleet: 99 %% are back %.1f s after kill -9 of the broker, at most %d in a second%n",
                    Duration.between(killed, Instant.now()).toMillis() / 1000.0, gateways.mostConnectsInASecond());
            phase("the backup serves");
            first.kill9();
            phase("one replica of the routes was killed");
            postgres.kill9();
            first.start();
            phase("PostgreSQL was killed, and the replica begins without it");
            postgres.server().start();
            postgres.awaitUp();
            phase("PostgreSQL is back");
            saturate(gateways);
            gateways.stop();
            Await.until(() -> gateways.waiting() == 0, PATIENCE, "the broker has all");
            long made = gateways.made();
            Instant stopped = Instant.now();
            Await.until(() -> rows() >= made, PATIENCE, "rows: " + rows() + " of " + made);
            System.out.printf(
                    "fleet: %d played gateways, %d batches, %d samples made, %d rows %.1f s after the last%n",
                    PLAYED,
                    gateways.sent(),
                    made,
                    rows(),
                    Duration.between(stopped, Instant.now()).toMillis() / 1000.0);
            for (Child part : List.of(backup, first, second, postgres.server())) {
                System.out.println("fleet: " + part.cost());
            }
            System.out.println("fleet: " + Child.cost("played", ProcessHandle.current()));
            System.out.println("fleet: " + real.costs());
            assertRowsOf(real, stopped);
            Map<String, String> rows = new HashMap<>();
            postgres.rows(MADE).forEach(row -> rows.put(row.get("point"), row.get("made")));
            List<String> wrong = new ArrayList<>();
            gateways.truth().forEach((point, words) -> {
                if (!words.equals(rows.get(point))) {
                    wrong.add(point + ": made " + words + ", rows " + rows.get(point));
                }
            });
            assertEquals(List.of(), wrong.subList(0, Math.min(5, wrong.size())));
            assertEquals(gateways.truth().size(), rows.size());
            assertEquals(0, postgres.number("SELECT count(*) FROM fleet.refused"));
            assertEquals(0, postgres.number("SELECT count(*) FROM fleet.gap"));
            assertEquals(GATEWAYS, postgres.number("SELECT count(*) FROM fleet.status"));
            assertTrue(first.isAlive() && second.isAlive());
        }
    }

    /** All that their uplinks had to send, and nothing that they did not read. */
    private void assertRowsOf(RealGateways real, Instant end) {
        Set<String> changes = real.changes(end);
        assertTrue("of real ones: " + changes.size(), changes.size() >= REAL);
        Await.until(() -> realRows(end).containsAll(changes), PATIENCE, "the rows of the real ones");
        List<String> rows = realRows(end);
        Set<String> once = new TreeSet<>(rows);
        assertEquals("rows that are there twice", once.size(), rows.size());
        System.out.printf(
                "fleet: %d real gateways, %d samples to be sent, %d rows%n", REAL, changes.size(), rows.size());
        once.removeAll(real.read(end));
        assertEquals("rows that nobody read", Set.of(), once);
    }

    private List<String> realRows(Instant end) {
        return postgres.rows(String.format(REAL_ROWS, end.toEpochMilli())).stream()
                .map(row -> row.get("row"))
                .toList();
    }

    /** Twice as much at a time, until the rows are late by more than ten seconds of what is made. */
    private void saturate(PlayedGateways gateways) {
        Await.until(() -> gateways.made() - rows() <= gateways.made() / 50, PATIENCE, "what waited is there");
        long late = 0;
        long perSecond = 1;
        for (int faster = 2; faster <= 64 && late <= 10 * perSecond; faster *= 2) {
            gateways.every(INTERVAL.dividedBy(faster));
            long made = gateways.made();
            long rows = rows();
            Instant begun = Instant.now();
            phase("samples come " + faster + " times as often", PHASE.dividedBy(4));
            late = gateways.made() - rows();
            double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
            perSecond = Math.max(1, Math.round((gateways.made() - made) / seconds));
            System.out.printf(
                    "fleet: %d samples made in a second, %.0f rows in a second, %d late%n",
                    perSecond, (rows() - rows) / seconds, late);
        }
    }

    /** Of all but the real ones. */
    private long rows() {
        return postgres.number(
                "SELECT count(*) FROM fleet.sample WHERE point_no NOT IN"
                        + " (SELECT point_no FROM fleet.point JOIN fleet.gateway USING (gateway_no) WHERE gateway LIKE 'real-%')");
    }
}
