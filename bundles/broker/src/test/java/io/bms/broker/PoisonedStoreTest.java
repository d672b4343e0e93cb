// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.status.StatusItem.Problem;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Stores that nothing but a new one could start from. The two archives are folders of version 0.1 at 6092563,
 * which a client has published and subscribed to with topics that are refused today; there was nothing else to them.
 */
public class PoisonedStoreTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final BrokerReport report = new BrokerReport(Clock.systemUTC());

    @Test
    public void start_retainedTopicOf5000Levels_isLeftOutAndTheRestIsThere() throws Exception {
        unpack("poisoned-retained.zip");
        assertRestIsThere();
    }

    @Test
    public void start_sessionWithFilterOf5000Levels_isLeftOutAndTheRestIsThere() throws Exception {
        unpack("poisoned-subscription.zip");
        assertRestIsThere();
    }

    @Test
    public void start_againAfterHealing_hasNothingToSay() throws Exception {
        unpack("poisoned-subscription.zip");
        start().stop();
        assertEquals(List.of("broker_store_set_aside"), codes());
        start().stop();
        assertEquals(List.of(), codes());
    }

    @Test
    public void start_journalOfNoise_isSetAsideAndTheBrokerStarts() throws Exception {
        unpack("poisoned-retained.zip");
        Random random = new Random(12);
        for (String part : List.of("bindings", "journal")) {
            for (Path file : files(part)) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 0; i < 2_000; i++) {
                    bytes[random.nextInt(20_000)] = (byte) random.nextInt(256);
                }
                Files.write(file, bytes);
            }
        }
        ArtemisBroker broker = start();
        try (Subscriber client = Subscriber.connect(broker.tcpPort(), "new", true, 0)) {
            client.subscribe("new/#");
            client.publish("new/1", "1", true);
            client.awaitTopics(1);
        } finally {
            broker.stop();
        }
    }

    private void assertRestIsThere() throws Exception {
        ArtemisBroker broker = start();
        assertEquals(List.of("broker_store_set_aside"), codes());
        String message = report.problems().get(0).message();
        assertTrue(message, message.contains("iot/global/org/site/gw/1001/x?y"));
        try (Subscriber reader = Subscriber.connect(broker.tcpPort(), "reader", true, 0);
                Subscriber keeper = Subscriber.connect(broker.tcpPort(), "keeper", false, 3_600)) {
            reader.subscribe("iot/#");
            reader.awaitTopics(1);
            assertEquals(List.of("iot/global/org/site/gw/1001/good"), reader.topics());
            // what was queued for it before, and what is published now; what is no topic was acknowledged
            reader.publish("kept/2", "2", false);
            Await.until(() -> keeper.topics().contains("kept/2"), Subscriber.SOON, "the queue goes on");
            assertEquals(List.of("iot/global/org/site/gw/1001/good", "kept/1", "kept/2"), keeper.topics());
        } finally {
            broker.stop();
        }
        assertStartsClean();
    }

    private void assertStartsClean() throws Exception {
        ArtemisBroker again = start();
        try (Subscriber keeper = Subscriber.connect(again.tcpPort(), "keeper", false, 3_600)) {
            keeper.publish("kept/3", "3", false);
            keeper.awaitTopics(1);
            assertEquals(List.of("kept/3"), keeper.topics());
        } finally {
            again.stop();
        }
    }

    private ArtemisBroker start() throws Exception {
        return ArtemisBroker.start(
                TestBroker.settings(folder.getRoot().toPath()),
                new ClientSignIn(FakeAccounts.withAdmin(), Clock.systemUTC()),
                TestBroker.unruled(),
                report);
    }

    private List<String> codes() {
        return report.problems().stream().map(Problem::code).toList();
    }

    private List<Path> files(String part) throws IOException {
        try (Stream<Path> files = Files.list(folder.getRoot().toPath().resolve(part))) {
            return files.filter(file -> file.toString().matches(".*\\.(amq|bindings)"))
                    .toList();
        }
    }

    private void unpack(String archive) throws IOException {
        try (InputStream resource = PoisonedStoreTest.class.getResourceAsStream(archive);
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.getRoot().toPath().resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }
}
