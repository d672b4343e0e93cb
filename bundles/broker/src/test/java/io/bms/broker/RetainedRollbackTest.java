// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
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

    private ActiveMQServer server;

    @Before
    public void start() throws Exception {
        Configuration configuration = ArtemisSettings.configuration(
                TestBroker.settings(folder.getRoot().toPath()));
        server = new ActiveMQServerImpl(
                configuration,
                new BrokerSecurity(
                        new ClientSignIn(FakeAccounts.withAdmin(), Clock.systemUTC()),
                        configuration.getWildcardConfiguration()));
        server.start();
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

    @Test
    public void count_messagesOfAVersionWithoutAccounts_countButTheGatewaysDoNot() throws Exception {
        keep(TOPIC, "a gateway's").commit();
        keep("old/1", "somebody's").commit();
        keep("old/2", "somebody's").commit();
        RetainedLedger ledger = new RetainedLedger();
        new RetainedMessages(server, ledger).count();
        assertEquals(2, ledger.all().topics());
        assertEquals(RetainedLedger.Usage.NONE, ledger.of(FakeAccounts.NAME));
    }

    /** What is rolled back comes back on a thread of the server's. */
    private void awaitRetained(String payload) {
        Await.until(() -> retained().equals(List.of(payload)), Subscriber.SOON, payload);
    }

    private Transaction keep(String payload) throws Exception {
        return keep(TOPIC, payload);
    }

    private Transaction keep(String topic, String payload) throws Exception {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        CoreMessage message = new CoreMessage(server.getStorageManager().generateID(), bytes.length);
        message.setAddress(topic.replace('/', '.'));
        message.setDurable(true);
        message.getBodyBuffer().writeBytes(bytes);
        Transaction tx = new TransactionImpl(server.getStorageManager());
        new RetainedMessages(server).keep(message, tx);
        return tx;
    }

    private List<String> retained() {
        List<Queue> queues;
        try {
            queues = new RetainedMessages(server).matching(TOPIC);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
        return queues.stream()
                .flatMap(queue -> RetainedMessages.newest(queue).stream())
                .map(message -> RetainedStatus.payload(message.toCore()))
                .toList();
    }
}
