// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RawMqtt;
import io.bms.itests.support.RestCaller;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * A gateway with a small heap, which an account fills within all its limits, by what takes the most: subscriptions. It
 * gives up what docs/limits.md says, in that order, and comes back by itself ("When the heap is short").
 */
public class ShortHeapIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    /** A collection each 30 s tells that the heap is large enough again, and a level lasts ten seconds. */
    private static final Duration BACK = Duration.ofSeconds(120);

    /** What it need not keep is no part of what is in use, lest a little more of that makes it less. */
    private static final String HEAP = "-Xms56m -Xmx56m -Xmn12m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError"
            + " -XX:SoftRefLRUPolicyMSPerMB=0 -XX:TieredStopAtLevel=1 -XX:MaxDirectMemorySize=64m -Xss512k";

    private static final Pattern OLD = Pattern.compile("tenured generation +total (\\d+)K, used (\\d+)K");
    /** More than a subscription takes, lest a step goes too far. */
    private static final int SUBSCRIPTION_KB = 25;
    /** Of one connection; while the heap is scarce it may have a few more. */
    private static final int AT_ONCE = 50;

    private static final String FILLER = "filler";
    private static final String FILLER_PASSWORD = "a filler's long password";
    private static final String POINT = "1001.analogValue.1";
    private static final String WRITE = "\"point_id\":\"" + POINT + "\",\"value\":21";
    private static final int QUOTA_EXCEEDED = 0x97;

    private final Simulator building = Simulator.start(1, 10, "127.0.1.1");
    private final List<MqttProbe> fillers = new ArrayList<>();
    private Gateway gateway;
    private MqttProbe probe;
    private int filters;

    @Before
    public void start() {
        gateway = Gateway.started(building.port(), Map.of("BMS_JAVA_OPTS", HEAP));
        gateway.addAccount("--publish 'fill/#' --subscribe 'fill/#' " + FILLER + " service", FILLER_PASSWORD);
        probe = gateway.probe();
        probe.subscribe(gateway.base() + "/status/update", 1);
        probe.subscribe(gateway.base() + "/bulk", 0);
        assertEquals("success", answer("get_config", "\"ip_addresses\":[\"127.0.1.1\"],\"polling_interval\":1", ""));
    }

    @After
    public void stop() {
        fillers.forEach(MqttProbe::close);
        probe.close();
        gateway.close();
        building.close();
    }

    @Test
    public void fullHeap_isSaidAndGivesUpTheRestFirst_andComesBack() throws IOException {
        long process = gateway.pid();
        RestCaller page = RestCaller.at(gateway);
        assertEquals(200, page.signIn("admin", Gateway.ADMIN_PASSWORD).status());
        assertEquals(200, page.get(csv()).status());
        assertEquals(0, retain("fill/kept"));

        fillTo(0.835, "the heap is short");
        assertEquals("busy", answer("get_history", history(), "short of memory"));
        assertEquals(503, page.get(csv()).status());
        assertEquals("success", answer("set_value_to_point", WRITE + ",\"preview\":true", ""));
        assertEquals("success", answer("set_value_to_point", WRITE, ""));
        assertEquals(0, retain("fill/kept too"));

        fillTo(0.905, "the heap is scarce");
        assertEquals("busy", answer("set_value_to_point", WRITE + ",\"preview\":true", "short of memory"));
        assertEquals(QUOTA_EXCEEDED, retain("fill/not kept"));
        assertEquals("what is kept can be replaced", 0, retain("fill/kept"));
        awaitProblem("broker_limit_heap", "");
        assertEquals("success", answer("set_value_to_point", WRITE, ""));

        fillTo(0.955, "the heap is all but full");
        assertEquals("busy", answer("set_value_to_point", WRITE, "short of memory"));
        String status = gateway.shell("bms:status");
        assertTrue(status, status.contains("the heap is all but full"));
        probe.awaitNext("samples while the heap is full", SOON, m -> m.topic().endsWith("/bulk"));

        fillers.forEach(MqttProbe::close);
        fillers.clear();
        Await.until(() -> problem("heap_short").isEmpty(), BACK, "the heap is large enough again");
        assertEquals("success", answer("get_history", history(), ""));
        assertEquals(200, page.get(csv()).status());
        assertEquals(0, retain("fill/kept at last"));
        assertEquals("success", answer("set_value_to_point", WRITE, ""));
        assertEquals("the same process", process, gateway.pid());
        assertFalse("samples of all the time", samples().isEmpty());
    }

    private static String csv() {
        return "/api/history?point_ids=" + POINT + "&from=" + Instant.now().minusSeconds(60) + "&format=csv";
    }

    private static String history() {
        return "\"point_ids\":[\"" + POINT + "\"],\"from\":\"" + Instant.now().minusSeconds(60) + "\"";
    }

    /** @return {@code success} or the error's code, whose message has {@code why} */
    private String answer(String command, String body, String why) {
        JsonNode answer = probe.command(gateway.base(), command, body, SOON);
        String code =
                answer.path("error").path("code").asText(answer.path("status").asText());
        assertTrue(
                answer.toString(), answer.path("error").path("message").asText().contains(why));
        return code;
    }

    private JsonNode samples() {
        return probe.command(gateway.base(), "get_history", history(), SOON).path("series");
    }

    /** @return the reason code of its PUBACK */
    private int retain(String topic) throws IOException {
        try (RawMqtt client = RawMqtt.open(gateway, RawMqtt.Way.MQTT_5)) {
            assertEquals(0, client.connect(FILLER, FILLER_PASSWORD, "keeper", Optional.empty()));
            return client.publish(topic, "v", true);
        }
    }

    /** Subscribes until that share of the old generation stays in use, and waits until the status says {@code what}. */
    private void fillTo(double share, String what) {
        for (double missing = missingKb(share); missing > 0; missing = missingKb(share)) {
            for (int left = Math.max(5, (int) missing / SUBSCRIPTION_KB); left > 0; left -= AT_ONCE) {
                fill(Math.min(left, AT_ONCE));
            }
        }
        awaitProblem("heap_short", what);
    }

    private void fill(int subscriptions) {
        MqttProbe filler = MqttProbe.connect(gateway.mqttUri(), FILLER, FILLER_PASSWORD);
        fillers.add(filler);
        for (int i = 0; i < subscriptions; i++) {
            filler.subscribe("fill/" + ++filters + "/+", 1);
        }
    }

    /** What the old generation has less in use after a full collection, which this makes. */
    private double missingKb(double share) {
        jcmd("GC.run");
        String said = jcmd("GC.heap_info");
        Matcher old = OLD.matcher(said);
        assertTrue(said, old.find());
        return share * Integer.parseInt(old.group(1)) - Integer.parseInt(old.group(2));
    }

    private String jcmd(String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return Run.toEnd(Distribution.work(), Map.of(), SOON, List.of(jcmd, Long.toString(gateway.pid()), command));
    }

    private void awaitProblem(String code, String message) {
        Await.until(
                () -> problem(code)
                        .filter(found -> found.path("message").asText().contains(message))
                        .isPresent(),
                SOON,
                code + " in the status: " + message);
    }

    /** The problem of that code in the newest status. */
    private Optional<JsonNode> problem(String code) {
        return probe.messages().stream()
                .filter(message -> message.topic().endsWith("/status/update"))
                .reduce((earlier, later) -> later)
                .flatMap(status -> {
                    for (JsonNode problem : status.json().path("problems")) {
                        if (problem.path("code").asText().equals(code)) {
                            return Optional.of(problem);
                        }
                    }
                    return Optional.empty();
                });
    }
}
