// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is retained when a publication fails after it was kept. */
public class RetainedRollbackTest {
    private static final String TOPIC = "iot/global/org-1/site_1/gw1/status/update";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private CarefulServer server;

    @Before
    public void start() throws Exception {
        server = server(List.of());
        server.start();
    }

    private CarefulServer server(List<Consumer<RecordInfo>> readers) throws Exception {
        BrokerSettings settings = TestBroker.settings(folder.getRoot().toPath());
        Configuration configuration = ArtemisSettings.configuration(settings);
        CarefulServer created = new CarefulServer(
                configuration,
                new BrokerSecurity(
                        new ClientSignIn(FakeAccounts.withAdmin(), Clock.systemUTC()),
                        configuration.getWildcardConfiguration()),
                settings);
        readers.forEach(created::registerRecordsLoader);
        return created;
    }

    @After
    public void stop() throws Exception {
        server.stop();
    }

    @Test
    public void keep_rolledBack_leavesWhatWasThere_alsoAfterARestart() throws Exception {
        for (int i = 0; i < 20; i++) {
            keep("first " + i).commit();
            keep("second").rollback();
            awaitRetained("first " + i);
            keep("").rollback();
            awaitRetained("first " + i);
        }
        server.stop();
        server.start();
        awaitRetained("first 19");
        keep("third").commit();
        awaitRetained("third");
    }

    /** As two clients that publish to the topic at once, of whom the later is through first. */
    @Test
    public void keep_laterCommitsFirst_holdsToo_alsoAfterARestart() throws Exception {
        keep("zero").commit();
        Transaction earlier = keep("earlier");
        keep("later").commit();
        awaitRetained("later");
        earlier.commit();
        restart();
        awaitRetained("later");
    }

    @Test
    public void keep_earlierFailsAfterLaterCommitted_leavesTheLater_alsoAfterARestart() throws Exception {
        keep("zero").commit();
        Transaction earlier = keep("earlier");
        Transaction later = keep("later");
        later.commit();
        earlier.rollback();
        awaitRetained("later");
        restart();
        awaitRetained("later");
        keep("").commit();
        restart();
        assertEquals(List.of(), retained());
    }

    @Test
    public void keep_bothFail_leaveWhatWasThere() throws Exception {
        keep("zero").commit();
        Transaction earlier = keep("earlier");
        Transaction later = keep("later");
        earlier.rollback();
        awaitRetained("later");
        later.rollback();
        awaitRetained("zero");
        restart();
        awaitRetained("zero");
    }

    @Test
    public void keep_clearedWhileAnotherIsUnderWay_leavesNothing_alsoAfterARestart() throws Exception {
        Transaction earlier = keep("earlier");
        keep("").commit();
        earlier.commit();
        Await.until(() -> retained().isEmpty(), Subscriber.SOON, "nothing");
        restart();
        assertEquals(List.of(), retained());
    }

    /** Each replaces the one before, and none is left behind in the journal. */
    @Test
    public void keep_aThousandTimes_leavesOneRecord() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            keep("value " + i).commit();
        }
        Transaction last = keep("x".repeat(3 * RetainedJournal.PIECE_BYTES));
        last.commit();
        keep("short").commit();
        awaitRetained("short");
        restart();
        RetainedPieces pieces = new RetainedPieces();
        server.stop();
        CarefulServer again = server(List.of(pieces::loaded));
        again.start();
        assertEquals(1, pieces.whole(new ArrayList<>()).size());
        again.stop();
    }

    private void restart() throws Exception {
        server.getStorageManager().waitOnOperations();
        server.stop();
        server.start();
    }

    /** What is rolled back comes back on a thread of the server's. */
    private void awaitRetained(String payload) {
        Await.until(() -> retained().equals(List.of(payload)), Subscriber.SOON, payload);
    }

    private Transaction keep(String payload) throws Exception {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        CoreMessage message = new CoreMessage(server.getStorageManager().generateID(), bytes.length);
        message.setAddress(TOPIC.replace('/', '.'));
        message.setDurable(true);
        message.getBodyBuffer().writeBytes(bytes);
        Transaction tx = new TransactionImpl(server.getStorageManager());
        server.retained().keep(message, FakeAccounts.NAME, tx);
        return tx;
    }

    private List<String> retained() {
        return server.retained().matching(TOPIC).stream()
                .flatMap(topic -> server.retained().get(topic).stream())
                .map(kept -> new String(kept.payload(), StandardCharsets.UTF_8))
                .toList();
    }
}
