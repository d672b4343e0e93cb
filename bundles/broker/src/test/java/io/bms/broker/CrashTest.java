// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import java.util.HashSet;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CrashTest {
    private static final String B = "iot/global/org/site/gw";
    private static final int OWED = 6 * HandOut.SLOT;
    private static final int RETAINED = 100;
    private static final int QUEUED = 50;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void kill9_whatWasAcknowledged_isThereAndOnlineIsNot() throws Exception {
        BrokerSettings settings = TestBroker.settings(folder.getRoot().toPath());
        try (BrokerProcess broker = new BrokerProcess(settings)) {
            broker.awaitListening();
            Subscriber.connect(settings.tcpPort(), "away", false, 3_600).subscribeAndLeave("queued/#");
            Subscriber publisher = Subscriber.connect(settings.tcpPort(), "publisher", true, 0);
            for (int i = 0; i < RETAINED; i++) {
                publisher.publish(B + "/1001/1001.analogInput." + i, "20." + i, true);
            }
            publisher.publish(B + "/status/update", "{\"status\":\"online\",\"boot_id\":\"b-1\"}", true);
            for (int i = 0; i < QUEUED; i++) {
                publisher.publish("queued/" + i, "q", false);
            }
        }
        try (BrokerProcess broker = new BrokerProcess(settings)) {
            broker.awaitListening();
            Subscriber away = Subscriber.connect(settings.tcpPort(), "away", false, 3_600);
            Subscriber reader = Subscriber.connect(settings.tcpPort(), "reader", true, 0);
            reader.subscribe(B + "/+/+");
            reader.awaitTopics(RETAINED + 1);
            away.awaitTopics(QUEUED);
            Set<String> values = new HashSet<>();
            reader.received.forEach(message -> values.add(message.payload()));
            assertEquals(RETAINED + 1, values.size());
            assertTrue(
                    values.toString(),
                    values.contains("{\"status\":\"offline\",\"reason\":\"crash\",\"boot_id\":"
                            + "\"b-1\",\"organization_id\":\"org\",\"site_id\":\"site\",\"iot_device_id\":\"gw\"}"));
            assertEquals(QUEUED, new HashSet<>(away.topics()).size());
            away.close();
            reader.close();
        }
    }

    @Test
    public void kill9_whileWhatIsRetainedIsHandedOut_theSessionThatStaysGetsAll() throws Exception {
        BrokerSettings settings = TestBroker.settings(folder.getRoot().toPath());
        Subscriber reader;
        try (BrokerProcess broker = new BrokerProcess(settings)) {
            broker.awaitListening();
            Subscriber publisher = Subscriber.connect(settings.tcpPort(), "publisher", true, 0);
            for (int i = 0; i < OWED; i++) {
                publisher.publish("owed/" + i, "1", true);
            }
            reader = Subscriber.connect(settings.tcpPort(), "reader", false, 3_600);
            reader.subscribe("owed/#");
            reader.awaitTopics(1);
        }
        Set<String> read = new HashSet<>(reader.topics());
        try (BrokerProcess broker = new BrokerProcess(settings)) {
            broker.awaitListening();
            Subscriber back = Subscriber.connect(settings.tcpPort(), "reader", false, 3_600);
            Await.until(
                    () -> {
                        read.addAll(back.topics());
                        return read.size() == OWED;
                    },
                    Subscriber.SOON,
                    "all topics");
            back.close();
        }
    }
}
