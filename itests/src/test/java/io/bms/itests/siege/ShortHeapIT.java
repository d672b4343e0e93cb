// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Alone;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RawMqtt;
import io.bms.itests.support.RestCaller;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/**
 * A guest fills the heap of the built distribution, which has little, with what the broker keeps for it. The gateway
 * says so, gives up what can be asked for again, goes on with its work, and recovers when the guest takes it away.
 */
@Alone
public class ShortHeapIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** A collection while the heap is short, and what has to be calm before it counts as over. */
    private static final Duration RECOVERED = Duration.ofSeconds(90);

    private static final String POINT = "1001.analogValue.1";
    private static final List<String> GUESTS = List.of("guest-a", "guest-b");
    private static final String GUEST_PASSWORD = "a guest's long password";
    private static final int MOST_TOPICS = 2_000;
    private static final int QUOTA_EXCEEDED = 0x97;
    /** Some 20 MiB of it are in use at rest, and the guests may keep some 50 more. */
    private static final String SMALL = "-Xms24m -Xmx60m -XX:+ExitOnOutOfMemoryError -XX:+UseSerialGC -XX:NewSize=4m"
            + " -XX:NewRatio=4 -XX:TieredStopAtLevel=1 -XX:MaxMetaspaceSize=96m -Xss512k";

    private Gateway gateway;

    @Test
    public void heap_filledByGuests_isToldAndTheGatewayGoesOnAndRecovers() throws IOException {
        try (Simulator building = Simulator.start(1, 10, "127.0.1.1");
                Gateway started = Gateway.started(building.port(), Map.of("BMS_JAVA_OPTS", SMALL));
                MqttProbe admin = started.probe()) {
            gateway = started;
            long pid = gateway.pid();
            GUESTS.forEach(guest -> gateway.addAccount(
                    "--right read --publish 'guest/#' --subscribe 'guest/#' " + guest + " service", GUEST_PASSWORD));
            admin.command(
                    gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"],\"polling_interval\":1", SOON);
            assertEquals("success", history(admin));
            Instant begun = Instant.now();
            admin.subscribe(gateway.base() + "/status/update", 1);

            List<String> kept = fill();
            admin.await("the status says so", SOON, m -> problems(m).contains("heap_short"));
            Await.until(() -> history(admin).equals("busy"), SOON, "history is refused");
            assertEquals(503, export());
            assertEquals("what acts is carried out", "success", written(admin, 21));
            Await.until(() -> status().contains("broker_limit_heap"), SOON, "who fills it is named");

            Await.pass(Duration.ofSeconds(20));
            assertEquals("it has not ended", pid, gateway.pid());
            assertEquals("success", written(admin, 22));

            clear(kept);
            Await.until(() -> !status().contains("heap_short"), RECOVERED, "it is over");
            admin.awaitNewest("the status says so", SOON, gateway.base() + "/status/update", m -> !problems(m)
                    .contains("heap_short"));
            assertEquals("success", history(admin));
            assertEquals(200, export());
            assertEquals(pid, gateway.pid());
            assertEquals("seconds without a sample in the history", List.of(), gaps(admin, begun, Instant.now()));
        }
    }

    /** The topics that the broker has taken until it took none. */
    private List<String> fill() throws IOException {
        List<String> kept = new ArrayList<>();
        for (String guest : GUESTS) {
            try (RawMqtt client = signedIn(guest)) {
                int reason = 0;
                for (int i = 0; reason == 0 && i < MOST_TOPICS; i++) {
                    String topic = "guest/" + guest + "/" + i;
                    reason = client.publish(topic, "kept", true);
                    if (reason == 0) {
                        kept.add(topic);
                    }
                }
                assertEquals(QUOTA_EXCEEDED, reason);
            }
        }
        System.out.printf("%d topics were kept%n", kept.size());
        assertTrue("the limit of topics was met first: " + kept.size(), kept.size() < MOST_TOPICS);
        return kept;
    }

    private void clear(List<String> kept) throws IOException {
        try (RawMqtt client = signedIn(GUESTS.get(0))) {
            for (String topic : kept) {
                assertEquals(0, client.publish(topic, "", true));
            }
        }
    }

    private RawMqtt signedIn(String guest) throws IOException {
        RawMqtt client = RawMqtt.open(gateway, RawMqtt.Way.MQTT_5);
        assertEquals(0, client.connect(guest, GUEST_PASSWORD, guest, Optional.empty()));
        return client;
    }

    /** {@code success}, or the code of the error. */
    private String history(MqttProbe admin) {
        JsonNode answer = asked(admin, Instant.now().minusSeconds(60), Instant.now(), 10);
        return answer.path("error").path("code").asText(answer.path("status").asText());
    }

    private JsonNode asked(MqttProbe admin, Instant from, Instant to, int limit) {
        return admin.command(
                gateway.base(),
                "get_history",
                "\"point_ids\":[\"%s\"],\"from\":\"%s\",\"to\":\"%s\",\"limit\":%d".formatted(POINT, from, to, limit),
                SOON);
    }

    private String written(MqttProbe admin, int value) {
        return admin.command(
                        gateway.base(), "set_value_to_point", "\"point_id\":\"" + POINT + "\",\"value\":" + value, SOON)
                .path("status")
                .asText();
    }

    private int export() {
        RestCaller caller = RestCaller.at(gateway);
        assertEquals(200, caller.signIn("admin", Gateway.ADMIN_PASSWORD).status());
        return caller.get("/api/history?point_ids=" + POINT + "&from="
                        + Instant.now().minusSeconds(60) + "&format=csv")
                .status();
    }

    private String status() {
        return gateway.shell("bms:status");
    }

    private static List<String> problems(MqttProbe.Message status) {
        List<String> codes = new ArrayList<>();
        status.json()
                .path("problems")
                .forEach(problem -> codes.add(problem.path("code").asText()));
        return codes;
    }

    /** The seconds of a time that have no sample, and neither has the next. */
    private List<Instant> gaps(MqttProbe admin, Instant from, Instant to) {
        List<Long> seconds = new ArrayList<>();
        asked(admin, from, to, 10_000)
                .path("series")
                .path(0)
                .path("samples")
                .forEach(sample ->
                        seconds.add(Instant.parse(sample.path(0).asText()).getEpochSecond()));
        List<Instant> gaps = new ArrayList<>();
        for (long second = from.getEpochSecond() + 2; second < to.getEpochSecond() - 3; second++) {
            if (!seconds.contains(second) && !seconds.contains(second + 1)) {
                gaps.add(Instant.ofEpochSecond(second));
            }
        }
        return gaps;
    }
}
