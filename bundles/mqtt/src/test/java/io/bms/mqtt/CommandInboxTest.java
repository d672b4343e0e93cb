// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.RemoteRequest;
import io.bms.api.command.RemoteRequest.Sender;
import io.bms.api.identity.Identity;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Outgoing;
import io.bms.testkit.FakeAccounts;
import io.bms.testkit.FakeAudit;
import io.bms.testkit.ManualClock;
import io.bms.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public class CommandInboxTest {
    private final Topics topics = new Topics(new Identity("o", "s", "d"));
    private final List<Outgoing> out = new ArrayList<>();
    private final List<Runnable> arrivals = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    /** What is to be run when patience is over. */
    private final List<Runnable> patience = new ArrayList<>();

    private final CommandInbox.Out collected = new CommandInbox.Out() {
        @Override
        public void send(Outgoing message) {
            out.add(message);
        }

        @Override
        public void answer(Response answer) {
            answer.payloads().forEach(payload -> out.add(answer.reply().with(payload)));
            arrivals.add(answer.arrived());
        }
    };

    private final CommandInbox inbox =
            new CommandInbox(new ManualClock(), new Counters(), Senders.toldByBroker(), patience::add, collected);

    @Test
    public void arrived_noDispatcherForLong_saysWhatIsMissing() {
        arrive("{\"command_id\":\"c\"}");
        assertEquals(List.of(), out);
        patience.forEach(Runnable::run);
        assertOnly(topics.response("start_monitoring"), "\"not_configured\"");
    }

    @Test
    public void arrived_noDispatcherYet_isCarriedOutInItsOrderWhenThereIsOne() {
        FakeDispatcher dispatcher = FakeDispatcher.open();
        for (int i = 0; i < 5; i++) {
            arrive("{\"command_id\":\"early" + i + "\"}");
        }
        assertEquals(0, acknowledged.get());
        inbox.dispatcher(dispatcher);
        patience.forEach(Runnable::run);
        arrive("{\"command_id\":\"late\"}");
        assertEquals(
                List.of("early0", "early1", "early2", "early3", "early4", "late"),
                dispatcher.carriedOut().stream().map(RemoteRequest::commandId).toList());
    }

    @Test
    public void arrived_dispatcherIsReplaced_goesToTheNextOne() {
        FakeDispatcher before = FakeDispatcher.open();
        inbox.dispatcher(before);
        inbox.dispatcherGone(before);
        arrive("{\"command_id\":\"between\"}");
        FakeDispatcher after = FakeDispatcher.open();
        inbox.dispatcher(after);
        assertEquals(1, after.carriedOut().size());
        assertEquals(0, before.carriedOut().size());
    }

    @Test
    public void arrived_dispatcherThatThrows_isAnsweredAndNotKeptOpen() {
        inbox.dispatcher(new ThrowingDispatcher());
        for (int i = 0; i < RequestPlaces.OF_ALL + 1; i++) {
            out.clear();
            arrive("{\"command_id\":\"c\"}");
            assertOnly(topics.response("start_monitoring"), "\"internal\"");
        }
    }

    @Test
    public void arrived_moreThanMayBeOpen_isBusyUntilSomeAreAnswered() {
        FakeDispatcher dispatcher = FakeDispatcher.held();
        inbox.dispatcher(dispatcher);
        for (int i = 0; i < RequestPlaces.OF_ALL / 2; i++) {
            arrive("{\"command_id\":\"" + i + "\"}");
        }
        assertEquals(List.of(), out);
        arrive("{\"command_id\":\"late\"}");
        assertOnly(topics.response("start_monitoring"), "\"busy\"");
        dispatcher.release();
        out.clear();
        arrive("{\"command_id\":\"late\"}");
        assertTrue(text(out.get(1)), text(out.get(1)).contains("\"success\""));
    }

    @Test
    public void arrived_floodOfQuestionsFromManyAccounts_takesNoPlaceOfAWrite() {
        inbox.dispatcher(FakeDispatcher.held());
        for (int i = 0; i < 1_000; i++) {
            ask(
                    "get_history",
                    "c" + i,
                    "{\"command_id\":\"c" + i + "\",\"point_ids\":[\"1.analogInput.1\"],"
                            + "\"from\":\"2026-01-31T08:15:00Z\"}");
            ask("get_config", "c" + i, "{\"command_id\":\"c" + i + "\"}");
        }
        assertEquals(2_000 - (RequestPlaces.OF_ALL - 1), out.size());
        out.clear();
        for (int i = 0; i < RequestPlaces.OF_ALL / 2; i++) {
            ask(
                    "set_value_to_point",
                    "admin",
                    "{\"command_id\":\"w" + i + "\",\"point_id\":\"1.analogValue.1\",\"value\":1}");
        }
        assertEquals(List.of(), out);
    }

    @Test
    public void arrived_threeAccountsTakeAllTheyMay_anotherIsHeard() {
        inbox.dispatcher(FakeDispatcher.held());
        for (String guest : List.of("one", "two", "three")) {
            for (int i = 0; i < 1_000; i++) {
                ask("start_monitoring", guest, "{\"command_id\":\"" + guest + i + "\"}");
            }
        }
        // 64, 32 and 16 have a place
        assertEquals(3_000 - 112, out.size());
        out.clear();
        for (int i = 0; i < 8; i++) {
            ask("start_monitoring", "admin", "{\"command_id\":\"mine" + i + "\"}");
        }
        assertEquals(List.of(), out);
    }

    @Test
    public void arrived_manyAccountsTakeAllThereIs_onlyAnAdministratorIsHeard() {
        FakeAccounts accounts = FakeAccounts.withAdmin();
        accounts.add("late", Role.OPERATOR);
        inbox.accounts(accounts);
        inbox.dispatcher(FakeDispatcher.held());
        for (int i = 0; i < 1_000; i++) {
            ask("start_monitoring", "guest" + i, "{\"command_id\":\"c" + i + "\"}");
        }
        assertEquals(1_000 - (RequestPlaces.OF_ALL - 1), out.size());
        out.clear();
        for (int i = 0; i < 8; i++) {
            ask("start_monitoring", FakeAccounts.NAME, "{\"command_id\":\"mine" + i + "\"}");
        }
        assertEquals("all eight have a place", List.of(), out);
        ask("start_monitoring", FakeAccounts.NAME, "{\"command_id\":\"mine8\"}");
        ask("start_monitoring", "late", "{\"command_id\":\"late\"}");
        inbox.accountsGone(accounts);
        ask("start_monitoring", FakeAccounts.NAME, "{\"command_id\":\"mine9\"}");
        assertEquals("one too many, an operator, and whoever is not known", 3, out.size());
    }

    @Test
    public void arrived_brokerThatProvesNobody_hasNoAdministrator() {
        CommandInbox ofForeignBroker = new CommandInbox(
                new ManualClock(),
                new Counters(),
                Senders.unknownToBroker(Optional.of(Role.OPERATOR)),
                patience::add,
                collected);
        ofForeignBroker.accounts(FakeAccounts.withAdmin());
        ofForeignBroker.dispatcher(FakeDispatcher.held());
        for (int i = 0; i < 1_000; i++) {
            String guest = "guest" + i;
            ask(ofForeignBroker, "start_monitoring", guest, guest, "{\"command_id\":\"c" + i + "\"}");
        }
        out.clear();
        String admin = FakeAccounts.NAME;
        ask(ofForeignBroker, "start_monitoring", admin, admin, "{\"command_id\":\"mine\"}");
        assertEquals(1, out.size());
    }

    @Test
    public void arrived_refusedHere_isCountedInTheAudit() {
        CommandInbox ofForeignBroker = new CommandInbox(
                new ManualClock(),
                new Counters(),
                Senders.unknownToBroker(Optional.of(Role.VIEWER)),
                patience::add,
                collected);
        FakeAudit audit = new FakeAudit();
        ofForeignBroker.audit(audit);
        ofForeignBroker.dispatcher(FakeDispatcher.held());
        ask(ofForeignBroker, "start_monitoring", "guest", "guest", "{\"command_id\":\"c\"}");
        assertEquals("count", audit.last().how());
        assertEquals("start_monitoring", audit.last().act().action());
        assertEquals(AuditActor.UNPROVEN, audit.last().act().actor().name());
    }

    @Test
    public void arrived_oneAccountByManyClients_isOneSender() {
        inbox.dispatcher(FakeDispatcher.held());
        for (int i = 0; i < 1_000; i++) {
            Optional<String> ownReplies = Optional.of(topics.base() + "/reply/client" + i % 10);
            arrive("{\"command_id\":\"c" + i + "\"}", false, ownReplies, Optional.empty());
        }
        assertEquals(1_000 - RequestPlaces.OF_ALL / 2, out.size());
    }

    @Test
    public void arrived_brokerThatProvesNobody_tellsSendersApartByTheirReplies() {
        CommandInbox ofForeignBroker = new CommandInbox(
                new ManualClock(),
                new Counters(),
                Senders.unknownToBroker(Optional.of(Role.OPERATOR)),
                patience::add,
                collected);
        ofForeignBroker.dispatcher(FakeDispatcher.held());
        for (int i = 0; i < 1_000; i++) {
            ask(ofForeignBroker, "start_monitoring", "guest", "guest", "{\"command_id\":\"c" + i + "\"}");
        }
        assertEquals(1_000 - RequestPlaces.OF_ALL / 2, out.size());
        out.clear();
        ask(ofForeignBroker, "start_monitoring", "other", "guest", "{\"command_id\":\"mine\"}");
        assertEquals(List.of(), out);
    }

    @Test
    public void arrived_senderThatTheBrokerProves_goesWithTheRequestAndNoOther() {
        FakeDispatcher dispatcher = FakeDispatcher.open();
        inbox.dispatcher(dispatcher);
        arrive("{\"command_id\":\"proven\"}");
        assertEquals(Optional.of("operator"), dispatcher.carriedOut().get(0).account());
        CommandInbox ofForeignBroker = new CommandInbox(
                new ManualClock(),
                new Counters(),
                Senders.unknownToBroker(Optional.of(Role.OPERATOR)),
                patience::add,
                new Nobody());
        ofForeignBroker.dispatcher(dispatcher);
        ofForeignBroker.arrived(
                topics,
                "start_monitoring",
                new Incoming(
                        topics.request("start_monitoring"),
                        "{\"command_id\":\"claimed\"}".getBytes(StandardCharsets.UTF_8),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.of(new Sender("admin")),
                        Optional.empty(),
                        acknowledged::incrementAndGet));
        assertEquals(Optional.empty(), dispatcher.carriedOut().get(1).sender());
    }

    private static final class Nobody implements CommandInbox.Out {
        @Override
        public void send(Outgoing message) {}

        @Override
        public void answer(Response answer) {}
    }

    private void ask(String command, String account, String payload) {
        ask(inbox, command, account, account, payload);
    }

    private void ask(CommandInbox to, String command, String replies, String account, String payload) {
        to.arrived(
                topics,
                command,
                new Incoming(
                        topics.request(command),
                        payload.getBytes(StandardCharsets.UTF_8),
                        false,
                        Optional.of(topics.base() + "/reply/" + replies + "/1"),
                        Optional.empty(),
                        List.of(),
                        Optional.of(new Sender(account)),
                        Optional.empty(),
                        acknowledged::incrementAndGet));
    }

    @Test
    public void arrived_responseTopicOutsideTheReplies_isNotHonoured() {
        inbox.dispatcher(FakeDispatcher.open());
        for (String foreign : List.of(topics.status(), "elsewhere", topics.base() + "/reply/#")) {
            out.clear();
            arrive("{\"command_id\":\"" + foreign + "\"}", false, Optional.of(foreign), Optional.empty());
            assertEquals(topics.response("start_monitoring"), out.get(1).topic());
        }
        arrive("{\"command_id\":\"mine\"}", false, Optional.of(topics.base() + "/reply/me"), Optional.empty());
        assertEquals(topics.base() + "/reply/me", out.get(3).topic());
    }

    @Test
    public void arrived_correlationDataOnly_isEnoughToBeAnswered() {
        byte[] correlation = {0, 1, -1};
        arrive("no JSON", false, Optional.empty(), Optional.of(correlation));
        assertOnly(topics.response("start_monitoring"), "\"invalid_request\"");
        assertArrayEquals(correlation, out.get(0).correlation().orElseThrow());
    }

    @Test
    public void arrived_nothingToAnswerTo_isIgnored() {
        arrive("no JSON");
        arrive("");
        assertEquals(List.of(), out);
    }

    @Test
    public void arrived_retained_isClearedAndNotCarriedOut() {
        FakeDispatcher dispatcher = FakeDispatcher.open();
        inbox.dispatcher(dispatcher);
        arrive("{\"command_id\":\"c\"}", true, Optional.empty(), Optional.empty());
        assertEquals(List.of(), dispatcher.carriedOut());
        assertEquals(topics.request("start_monitoring"), out.get(0).topic());
        assertTrue(out.get(0).retained() && out.get(0).payload().length == 0);
        assertTrue(text(out.get(1)), text(out.get(1)).contains("without the retain flag"));
    }

    @Test
    public void arrived_valid_isAcknowledgedOnceItIsRecorded() {
        FakeDispatcher dispatcher = FakeDispatcher.held();
        inbox.dispatcher(dispatcher);
        arrive("{\"command_id\":\"c\"}");
        assertEquals(0, acknowledged.get());
        dispatcher.record();
        assertEquals(1, acknowledged.get());
    }

    @Test
    public void arrived_refused_isAcknowledgedOnceTheRefusalHasArrived() {
        arrive("no JSON", false, Optional.empty(), Optional.of(new byte[] {1}));
        assertEquals(0, acknowledged.get());
        arrivals.forEach(Runnable::run);
        assertEquals(1, acknowledged.get());
    }

    @Test
    public void arrived_nothingToAnswerTo_isAcknowledged() {
        arrive("no JSON");
        arrive("");
        assertEquals(2, acknowledged.get());
    }

    private void arrive(String payload) {
        arrive(payload, false, Optional.empty(), Optional.empty());
    }

    private void arrive(
            String payload, boolean retained, Optional<String> responseTopic, Optional<byte[]> correlation) {
        inbox.arrived(
                topics,
                "start_monitoring",
                new Incoming(
                        topics.request("start_monitoring"),
                        payload.getBytes(StandardCharsets.UTF_8),
                        retained,
                        responseTopic,
                        correlation,
                        List.of(),
                        Optional.of(new Sender("operator")),
                        Optional.empty(),
                        acknowledged::incrementAndGet));
    }

    private void assertOnly(String topic, String part) {
        assertEquals(1, out.size());
        assertEquals(topic, out.get(0).topic());
        assertTrue(text(out.get(0)), text(out.get(0)).contains(part));
    }

    private static String text(Outgoing message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }
}
