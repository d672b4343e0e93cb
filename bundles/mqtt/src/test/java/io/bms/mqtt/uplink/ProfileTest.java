// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.identity.Identity;
import io.bms.mqtt.link.BrokerEndpoint;
import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Link;
import io.bms.mqtt.link.LinkException;
import io.bms.mqtt.link.LinkSpec;
import io.bms.mqtt.link.Outgoing;
import io.bms.mqtt.link.PlayedBroker;
import io.bms.mqtt.link.Traffic;
import io.bms.settings.UnusableSetting;
import io.bms.testkit.Await;
import io.bms.testkit.FakeIdentities;
import io.bms.text.BrokerUrl;
import io.bms.tls.TlsFiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Limits of clouds, by a played broker that closes where one of them would. */
public final class ProfileTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PER_SECOND = 100;
    private static final int LARGEST = 128 << 10;
    private static final String LONG = "x".repeat(64);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<Long, AtomicInteger> bySecond = new ConcurrentHashMap<>();

    private int judge(PlayedBroker.Published message) {
        int thisSecond = bySecond.computeIfAbsent(Instant.now().getEpochSecond(), second -> new AtomicInteger())
                .incrementAndGet();
        boolean slashes = message.topic().chars().filter(c -> c == '/').count() > 7;
        return thisSecond > PER_SECOND
                        || slashes
                        || message.bytes() > LARGEST
                        || message.topic().length() > 256
                ? PlayedBroker.MURDER
                : 0;
    }

    @Test
    public void aws_backlogOfSmallBatches_goesWithinItsRate() throws Exception {
        try (PlayedBroker broker = new PlayedBroker()) {
            broker.onPublish(this::judge);
            UplinkStore store = new UplinkStore(folder.getRoot().toPath().resolve("uplink-cloud.db"));
            for (int i = 0; i < 150; i++) {
                store.add(List.of(("{\"n\":" + i + "}").getBytes()));
                store.form(Instant.now(), 1, (id, sequence, from, samples) -> samples.get(0));
            }
            TreeMap<Long, Integer> sent = new TreeMap<>();
            Link link = Link.open(
                    new LinkSpec(
                            new BrokerEndpoint(
                                    "127.0.0.1", broker.port(), Optional.empty(), Optional.empty(), Optional.empty()),
                            "gw",
                            Outgoing.retained("will", new byte[0]),
                            Profile.AWS.sessionExpiry(),
                            new Traffic()),
                    new Quiet());
            Pump pump = new Pump(
                    link,
                    "a/b/c/d/e/bulk",
                    store,
                    100_000_000,
                    Profile.AWS,
                    Clock.systemUTC(),
                    Runnable::run,
                    new Pump.Listener() {
                        @Override
                        public void taken(UplinkStore.Batch batch) {
                            sent.merge(batch.sequence(), 1, Integer::sum);
                        }

                        @Override
                        public void refused(Delivery.Refused why) {
                            throw new AssertionError(why);
                        }

                        @Override
                        public void refusedSite(Delivery.Refused why) {
                            throw new AssertionError(why);
                        }
                    });
            Await.until(
                    () -> {
                        try {
                            pump.run(Budget.Saving.NOTHING);
                        } catch (LinkException e) {
                            throw new AssertionError(e);
                        }
                        return broker.published().size() == 150;
                    },
                    PATIENCE,
                    "all of the backlog");
            assertEquals(1, broker.connects().size());
            assertTrue(bySecond.toString(), bySecond.values().stream().allMatch(count -> count.get() <= PER_SECOND));
            link.close(true);
            store.close();
        }
    }

    @Test
    public void aws_topicsThatAreTooLong_areRefusedBeforeTheBrokerSeesThem() {
        assertTrue(failure("cloud"), !failure("cloud").contains("set a shorter prefix"));
        String tooLong = failure("a-prefix-of-thirty-three-characters");
        assertTrue(tooLong, tooLong.contains("a topic would have 265 bytes, and with the profile aws there are 256"));
    }

    /** Of the longest ids there are, at a port where nobody listens. */
    private String failure(String prefix) {
        Uplink uplink = new Uplink(
                Uplinks.parts(
                        new FakeIdentities(new Identity(LONG, LONG, LONG)),
                        folder.getRoot().toPath(),
                        Clock.systemUTC()),
                Uplinks.prefixed(TlsFiles.NONE, Profile.AWS, prefix, "mqtts://127.0.0.1:1"));
        try {
            Await.until(() -> uplink.report().failure().isPresent(), PATIENCE, "a failure");
            return uplink.report().failure().orElseThrow();
        } finally {
            uplink.close();
        }
    }

    @Test
    public void clouds_takeNothingWithoutTls_norPrefixesOfManyLevels() {
        for (Profile profile : List.of(Profile.AWS, Profile.AZURE)) {
            assertThrows(UnusableSetting.class, () -> Uplinks.settings(TlsFiles.NONE, profile, "broker.example.org"));
            assertEquals(2, profile.mostPrefixLevels());
        }
        assertEquals(
                List.of(BrokerUrl.parse("broker.example.org")),
                Uplinks.settings(TlsFiles.NONE, Profile.MQTT5, "broker.example.org")
                        .hosts());
        assertEquals(Duration.ofHours(8), Profile.AZURE.sessionExpiry());
    }

    private static final class Quiet implements Link.Listener {
        @Override
        public void arrived(Incoming message) {
            message.acknowledge().run();
        }

        @Override
        public void lost(LinkException why) {
            // The test sees how many connections there were.
        }
    }
}
