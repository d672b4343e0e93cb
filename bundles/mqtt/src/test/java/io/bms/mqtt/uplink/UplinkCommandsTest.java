// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.command.RemoteRequest;
import io.bms.api.identity.Identity;
import io.bms.api.status.StatusItem;
import io.bms.mqtt.Cable;
import io.bms.mqtt.FakeDispatcher;
import io.bms.mqtt.Mosquitto;
import io.bms.mqtt.uplink.UplinkRights.Commands;
import io.bms.testkit.Await;
import io.bms.testkit.FakeIdentities;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What may be asked through an uplink, at a broker that is not ours. */
public final class UplinkCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WRITE = "{\"command_id\":\"%s\",\"timestamp\":\"2026-01-31T08:15:00Z\","
            + "\"point_id\":\"1001.analogOutput.1\",\"value\":21,\"priority\":%d}";
    private static final String HISTORY =
            "{\"command_id\":\"h\",\"point_ids\":[\"1001.analogInput.1\"]," + "\"from\":\"2026-01-31T08:15:00Z\"}";

    @Rule
    public final Mosquitto broker = new Mosquitto();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeIdentities identities = new FakeIdentities(new Identity("acme", "hq", "gw-1"));
    private final FakeDispatcher dispatcher = FakeDispatcher.open();
    private Receiver cloud;
    private Uplink uplink;

    @Before
    public void listen() {
        cloud = new Receiver(broker.port());
    }

    @After
    public void stop() {
        uplink.close();
        cloud.close();
    }

    private void start(Commands commands) {
        start(commands, broker.port());
    }

    private void start(Commands commands, int port) {
        uplink = new Uplink(
                Uplinks.parts(identities, folder.getRoot().toPath(), Clock.systemUTC()),
                Uplinks.settings(new UplinkRights(commands, 9), 100_000_000, 0, "127.0.0.1:" + port));
        uplink.bindDispatcher(dispatcher);
        Await.until(() -> uplink.report().connected().isPresent(), PATIENCE, "a connection");
    }

    private String answer(String command, String payload) {
        int before = cloud.responses().size();
        cloud.publish("cloud/acme/hq/gw-1/command/" + command + "/request", payload);
        Await.until(() -> cloud.responses().size() > before, PATIENCE, "an answer to " + payload);
        return cloud.responses().get(before);
    }

    private List<String> carriedOut() {
        return dispatcher.carriedOut().stream().map(RemoteRequest::commandId).toList();
    }

    @Test
    public void none_hearsNothing() {
        start(Commands.NONE);
        cloud.publish("cloud/acme/hq/gw-1/command/get_history/request", HISTORY);
        cloud.publish("cloud/acme/hq/gw-1/command/set_value_to_point/request", WRITE.formatted("w", 9));
        UplinkTest.give(uplink, 0, 2);
        cloud.awaitValues(2);
        assertEquals(List.of(), carriedOut());
        assertEquals(List.of(), cloud.responses());
    }

    @Test
    public void read_answersQuestions_andDeniesWhatActs() {
        start(Commands.READ);
        String history = answer("get_history", HISTORY);
        assertTrue(history, history.startsWith("cloud/acme/hq/gw-1/command/get_history/response"));
        assertTrue(history, history.contains("\"command_id\":\"h\""));
        for (String denied : List.of(
                answer("set_value_to_point", WRITE.formatted("w", 16)),
                answer("reboot", "{\"command_id\":\"r\"}"),
                answer("get_config", "{\"command_id\":\"g\"}"))) {
            assertTrue(denied, denied.contains("\"code\":\"denied\""));
        }
        assertEquals(List.of("uplink-cloud:h"), carriedOut());
    }

    @Test
    public void write_isWithinItsPriority_andNotWithoutItsTime() {
        start(Commands.WRITE);
        assertFalse(answer("set_value_to_point", WRITE.formatted("w9", 9)).contains("\"denied\""));
        assertTrue(answer("set_value_to_point", WRITE.formatted("w8", 8)).contains("priority 9 to 16, not 8"));
        assertTrue(answer(
                        "set_value_to_point",
                        WRITE.formatted("timeless", 9).replace("\"timestamp\":\"2026-01-31T08:15:00Z\",", ""))
                .contains("needs a timestamp"));
        assertTrue(answer("reboot", "{\"command_id\":\"r\"}").contains("\"denied\""));
        assertEquals(List.of("uplink-cloud:w9"), carriedOut());
    }

    @Test
    public void request_thatIsRetained_isClearedAndNotCarriedOut() {
        start(Commands.WRITE);
        cloud.publishRetained("cloud/acme/hq/gw-1/command/set_value_to_point/request", WRITE.formatted("kept", 9));
        Await.until(() -> cloud.responses().size() == 1, PATIENCE, "an answer");
        assertTrue(cloud.responses().get(0), cloud.responses().get(0).contains("a retained request is never"));
        assertEquals(List.of(), carriedOut());
    }

    @Test
    public void request_thatComesTwice_isOneForTheDispatcher() {
        start(Commands.WRITE);
        String first = answer("set_value_to_point", WRITE.formatted("same", 9));
        assertEquals(first, answer("set_value_to_point", WRITE.formatted("same", 9)));
        assertEquals(List.of("uplink-cloud:same"), carriedOut());
    }

    /** The line has cost what it may: samples wait, and whoever asks is answered all the same. */
    @Test
    public void request_whenTheBudgetIsSpent_isAnswered_andSamplesWait() {
        uplink = new Uplink(
                Uplinks.parts(identities, folder.getRoot().toPath(), Clock.systemUTC()),
                Uplinks.settings(
                        new UplinkRights(Commands.READ, 9), 100_000_000, 100_000, "127.0.0.1:" + broker.port()));
        uplink.bindDispatcher(dispatcher);
        Await.until(() -> uplink.report().connected().isPresent(), PATIENCE, "a connection");
        List<String> ladder = new ArrayList<>();
        for (int i = 0; i < 1_000 && ladder.size() < 3; i++) {
            answer("get_history", HISTORY.replace("\"h\"", "\"h" + i + "\""));
            uplink.accept(UplinkTest.value(i));
            words().filter(said -> !ladder.contains(said)).ifPresent(ladder::add);
        }
        assertEquals(
                List.of(
                        "batches are made each fifth time only, and values confirmed each fourth",
                        "batches are made each fifteenth time only, and values confirmed each fourth",
                        "only the status and responses are sent"),
                ladder);
        long sent = uplink.report().sent();
        UplinkTest.give(uplink, 1_000_000, 1_000_001);
        answer("get_history", HISTORY.replace("\"h\"", "\"last\""));
        assertEquals(sent, uplink.report().sent());
        assertTrue("waiting " + uplink.report().waiting(), uplink.report().waiting() > 0);
    }

    /** What the problem of the budget says is given up. */
    private Optional<String> words() {
        return uplink.status().stream()
                .filter(StatusItem.Problem.class::isInstance)
                .map(item -> ((StatusItem.Problem) item).message())
                .map(said -> said.replaceFirst(".*run short, so ", "").replaceFirst(";.*", ""))
                .findFirst();
    }

    @Test
    public void response_thatFindsNoConnection_goesWhenThereIsOne() {
        try (Cable line = new Cable(broker.port())) {
            start(Commands.READ, line.port());
            FakeDispatcher slow = FakeDispatcher.held();
            uplink.bindDispatcher(slow);
            cloud.publish("cloud/acme/hq/gw-1/command/get_history/request", HISTORY);
            Await.until(slow::hasSome, PATIENCE, "the request is there");
            line.unplug();
            Await.until(() -> uplink.report().connected().isEmpty(), PATIENCE, "no connection");
            slow.release();
            line.plugIn();
            Await.until(() -> !cloud.responses().isEmpty(), PATIENCE, "the answer");
        }
    }
}
