// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.command.Command;
import io.bms.api.identity.Identity;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Outsider;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import io.bms.wire.AlarmEncoder;
import io.bms.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Alarms on a broker that is not ours. */
public class MqttAlarmsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final AlarmId DEVICE = new AlarmId("1002.device");
    private static final AlarmId DISK = new AlarmId("gateway.disk_full");

    @Rule
    public final Mosquitto broker = new Mosquitto();

    private final Identity identity = new Identity("acme", "hq", "gw-1");
    private final Topics topics = new Topics(identity);
    private final FakeIdentities identities = new FakeIdentities(identity);
    private final FakeDispatcher dispatcher = FakeDispatcher.open();
    private Outsider outsider;
    private Optional<MqttSession> running = Optional.empty();

    @Before
    public void before() {
        outsider = new Outsider(broker.port());
    }

    @After
    public void after() {
        running.ifPresent(MqttSession::close);
        outsider.close();
    }

    private MqttSession start(int port) {
        return start(Optional.of(new MqttSettings.External(
                "127.0.0.1", port, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Role.ADMIN))));
    }

    private MqttSession start(Optional<MqttSettings.External> external) {
        MqttSession session = new MqttSession(
                new SessionParts(identities, new FakeSiteStore(), Clock.systemUTC(), "boot-1", Mosquitto.PACE),
                new MqttSettings(external, Duration.ofSeconds(1), 100));
        session.bindDispatcher(dispatcher);
        running = Optional.of(session);
        return session;
    }

    private static Alarm alarm(AlarmId id, long seq) {
        return new Alarm(
                new AlarmCause(id, AlarmKind.DEVICE_SILENT, OptionalInt.empty(), AlarmPriority.HIGH, "is wrong"),
                new Alarm.Onset(1, seq, ManualClock.START),
                AlarmCondition.PRESENT,
                Optional.empty(),
                Alarm.Attention.NONE,
                false,
                seq,
                ManualClock.START);
    }

    private static ActiveAlarms active(Alarm... alarms) {
        Map<AlarmId, Alarm> byId = Arrays.stream(alarms).collect(Collectors.toMap(Alarm::id, Function.identity()));
        return new ActiveAlarms(
                byId,
                new AlarmSummary(alarms.length, alarms.length, 0, 0, Map.of(), alarms.length, false, 9),
                ManualClock.START);
    }

    private static AlarmEvent event(long id) {
        return new AlarmEvent(
                id,
                ManualClock.START,
                AlarmEvent.Type.RAISED,
                DEVICE,
                1,
                AlarmPriority.HIGH,
                "is wrong",
                false,
                Optional.empty());
    }

    /** It stays with the broker, where nobody who cuts the audit here can change it. */
    @Test
    public void checkpoint_isRetained_andTheNewestIsSent() {
        MqttSession session = start(broker.port());
        session.checkpoint(new AuditCheckpoint(7, "0".repeat(64), ManualClock.START));
        assertTrue(outsider.await(topics.auditCheckpoint(), "\"seq\":7").retained());
        session.checkpoint(new AuditCheckpoint(8, "1".repeat(64), ManualClock.START));
        outsider.await(topics.auditCheckpoint(), "\"seq\":8");
    }

    @Test
    public void alarm_isRetained_andClearedWhenItIsOver() {
        MqttSession session = start(broker.port());
        session.alarms(active(alarm(DEVICE, 1), alarm(DISK, 2)));
        assertTrue(outsider.await(topics.alarm(DEVICE), "\"seq\":1").retained());
        outsider.await(topics.alarm(DISK), "\"seq\":2");
        assertTrue(outsider.await(topics.alarmSummary(), "\"active\":2").retained());
        session.alarms(active(alarm(DISK, 2)));
        outsider.awaitCleared(topics.alarm(DEVICE));
        outsider.await(topics.alarmSummary(), "\"active\":1");
    }

    @Test
    public void alarm_thatHasNotChanged_isNotSentAgain() {
        MqttSession session = start(broker.port());
        Alarm disk = alarm(DISK, 2);
        session.alarms(active(disk));
        outsider.await(topics.alarm(DISK), "\"seq\":2");
        session.alarms(active(disk, alarm(DEVICE, 3)));
        outsider.await(topics.alarm(DEVICE), "\"seq\":3");
        assertEquals(1, outsider.on(topics.alarm(DISK)).size());
    }

    @Test
    public void reconnected_allActiveAreSentAgain_andWhatIsNoneIsCleared() {
        outsider.publish(topics.alarm(DEVICE), "{}", true, Optional.empty(), Optional.empty());
        outsider.await(topics.alarm(DEVICE), "{}");
        try (Cable cable = new Cable(broker.port())) {
            MqttSession session = start(cable.port());
            session.alarms(active(alarm(DISK, 2)));
            outsider.await(topics.alarm(DISK), "\"seq\":2");
            outsider.awaitCleared(topics.alarm(DEVICE));
            outsider.forget();
            cable.cut();
            outsider.await(topics.alarm(DISK), "\"seq\":2");
            outsider.await(topics.alarmSummary(), "\"active\":1");
        }
    }

    /** It is asked what it holds, so that a start with ten thousand alarms does not send them all again. */
    @Test
    public void connectedToTheEmbedded_whatItHoldsIsNotSentAgain_andWhatIsNoneIsCleared() {
        AlarmId over = new AlarmId("9.device");
        List<AlarmId> many = IntStream.range(0, 1_000)
                .mapToObj(i -> new AlarmId("7.analogInput." + i + ".high"))
                .toList();
        List<Alarm> active = new ArrayList<>(List.of(alarm(DISK, 2), alarm(DEVICE, 3)));
        many.forEach(id -> active.add(alarm(id, 1)));
        Map<String, byte[]> held = new HashMap<>();
        active.forEach(alarm -> held.put(topics.alarm(alarm.id()), AlarmEncoder.alarm(alarm)));
        held.put(topics.alarm(DEVICE), AlarmEncoder.alarm(alarm(DEVICE, 1)));
        held.put(topics.alarm(over), new byte[] {'{', '}'});
        outsider.publish(topics.alarm(over), "{}", true, Optional.empty(), Optional.empty());
        outsider.await(topics.alarm(over), "{}");
        MqttSession session = start(Optional.empty());
        session.alarms(active(active.toArray(Alarm[]::new)));
        session.bindBroker(new FakeEmbedded(broker.port(), held));
        outsider.await(topics.alarm(DEVICE), "\"seq\":3");
        outsider.awaitCleared(topics.alarm(over));
        session.alarms(active(alarm(many.get(0), 4)));
        outsider.await(topics.alarm(many.get(0)), "\"seq\":4");
        assertTrue(outsider.on(topics.alarm(many.get(1))).stream().allMatch(cleared -> cleared.payload().length == 0));
        assertEquals(1, outsider.on(topics.alarm(many.get(0))).size());
    }

    @Test
    public void stray_isLeftAloneUntilItIsKnownWhichThereAre() {
        outsider.publish(topics.alarm(DEVICE), "{}", true, Optional.empty(), Optional.empty());
        outsider.publish(topics.alarm(DISK), "{}", true, Optional.empty(), Optional.empty());
        MqttSession session = start(broker.port());
        outsider.publish(topics.point(Devices.point(1, 1)), "{}", true, Optional.empty(), Optional.empty());
        // The first look for what is stale clears this one, so it is over.
        outsider.awaitCleared(topics.point(Devices.point(1, 1)));
        assertEquals(1, outsider.on(topics.alarm(DEVICE)).size());
        session.alarms(active(alarm(DISK, 2)));
        outsider.awaitCleared(topics.alarm(DEVICE));
        outsider.await(topics.alarm(DISK), "\"seq\":2");
    }

    @Test
    public void events_arriveInTheirOrder_andSaySo() {
        MqttSession session = start(broker.port());
        Await.until(() -> Await.result(session.event(event(1)), PATIENCE), PATIENCE, "the connection is up");
        for (long id = 2; id <= 5; id++) {
            assertTrue(Await.result(session.event(event(id)), PATIENCE));
        }
        outsider.await(topics.alarmEvent(), "\"event_id\":5");
        List<Incoming> events = outsider.on(topics.alarmEvent());
        assertEquals(5, events.size());
        for (int i = 0; i < 5; i++) {
            assertTrue(Outsider.text(events.get(i)).contains("\"event_id\":" + (i + 1) + ","));
            assertFalse(events.get(i).retained());
        }
    }

    @Test
    public void event_whileDisconnected_isNotTaken() {
        broker.stop();
        CompletionStage<Boolean> arrived = start(broker.port()).event(event(1));
        assertFalse(Await.result(arrived, PATIENCE));
    }

    @Test
    public void siteRequest_isCarriedOutForOurShare_andAnsweredOnOurTopic() {
        MqttSession session = start(broker.port());
        session.alarms(active(alarm(DISK, 2)));
        outsider.await(topics.alarm(DISK), "\"seq\":2");
        String acknowledge = "iot/global/acme/hq/alert-management/acknowledge";
        outsider.publish(acknowledge, "{\"command_id\":\"theirs\",\"alarms\":[{\"alarm_id\":\"7.device\"}]}");
        outsider.publish(
                acknowledge,
                "{\"command_id\":\"ours\",\"alarms\":[{\"alarm_id\":\"7.device\"},{\"alarm_id\":\"gateway.disk_full\"}]}");
        outsider.await(topics.response("acknowledge_alarm"), "\"command_id\":\"ours\"");
        assertEquals(1, dispatcher.carriedOut().size());
        Command.ChangeAlarms command =
                (Command.ChangeAlarms) dispatcher.carriedOut().get(0).command();
        assertEquals(
                List.of(DISK),
                command.request().targets().stream().map(target -> target.id()).toList());
        assertEquals(1, outsider.on(topics.response("acknowledge_alarm")).size());
    }

    @Test
    public void identityChanged_alarmsMove() {
        MqttSession session = start(broker.port());
        session.alarms(active(alarm(DISK, 2)));
        outsider.await(topics.alarm(DISK), "\"seq\":2");
        Identity next = new Identity("acme", "hq", "gw-2");
        identities.change(next);
        session.identityChanged(next);
        outsider.awaitCleared(topics.alarm(DISK));
        outsider.awaitCleared(topics.alarmSummary());
        outsider.await(new Topics(next).alarm(DISK), "\"seq\":2");
    }
}
