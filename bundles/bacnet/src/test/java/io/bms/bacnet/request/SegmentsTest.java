// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyAck;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyRequest;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.bacnet.Loopback;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.link.Outstanding;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.link.Worker;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Answers in segments over networks that lose, repeat and reorder them: none is asked for anew. */
public class SegmentsTest {
    private static final int OBJECTS = 200;
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int SEED = 5442;
    private static final int SEEDS = 30;
    private static final int APDU_TIMEOUT_MS = 6_000;
    private static final int NEVER_MS = 60_000;

    private final List<SegmentingDevice> devices = new ArrayList<>();
    private final ScheduledExecutorService worker = Worker.executor("bms-bacnet-worker");
    private final DeviceMemories memories = new DeviceMemories();
    private BacnetSettings settings;
    private BacnetPort port;
    private Requests requests;

    @Before
    public void open() throws Exception {
        BacnetSettings usual = Loopback.settings(Loopback.address(), FreePorts.udp());
        settings = new BacnetSettings(
                usual.bind(),
                usual.port(),
                usual.broadcast(),
                usual.deviceInstance(),
                APDU_TIMEOUT_MS,
                0,
                usual.maxInFlight(),
                List.of(),
                usual.cov(),
                Optional.empty(),
                usual.network(),
                usual.rates(),
                usual.inbound());
        Outstanding outstanding = new Outstanding();
        port = new BacnetPort(
                settings, outstanding, device -> {}, "test", Worker.executor("bms-bacnet-link"), Clock.systemUTC());
        port.open();
        Await.until(() -> port.stack().isPresent(), DEADLINE, "open");
        requests = new Requests(settings, port, outstanding, memories, worker, new ErrorCounts());
    }

    @After
    public void close() {
        port.close();
        worker.shutdownNow();
        devices.forEach(SegmentingDevice::close);
    }

    private CompletableFuture<RequestOutcome> ask(SegmentingDevice.Network network, long seed) throws Exception {
        return ask(OBJECTS, network, seed);
    }

    private CompletableFuture<RequestOutcome> ask(int objects, SegmentingDevice.Network network, long seed)
            throws Exception {
        SegmentingDevice device = new SegmentingDevice(settings.port(), objects, network, seed);
        devices.add(device);
        CompletableFuture<RequestOutcome> answer = new CompletableFuture<>();
        worker.execute(() -> {
            memories.of(device.address).capabilities(1476, Segmentation.segmentedBoth);
            requests.ask(
                            Target.of(device.address),
                            new ReadPropertyRequest(
                                    new ObjectIdentifier(ObjectType.device, 7), PropertyIdentifier.objectList),
                            Patience.bulk(settings))
                    .thenAccept(answer::complete);
        });
        return answer;
    }

    private static void assertWhole(String how, RequestOutcome answer) {
        assertWhole(how, OBJECTS, answer);
    }

    private static void assertWhole(String how, int count, RequestOutcome answer) {
        assertTrue(how + ": " + answer, answer instanceof RequestOutcome.Done);
        ReadPropertyAck ack =
                (ReadPropertyAck) ((RequestOutcome.Done) answer).service().orElseThrow();
        SequenceOf<ObjectIdentifier> objects = ack.getValue();
        assertEquals(how, count, objects.getCount());
        for (int instance = 0; instance < count; instance++) {
            assertEquals(how, instance, objects.getBase1(instance + 1).getInstanceNumber());
        }
    }

    private static SegmentingDevice.Network sound(int window, int burst, int repeatMs) {
        return new SegmentingDevice.Network(window, burst, repeatMs, 0, 0, 0, false);
    }

    @Test
    public void answer_senderThatSendsLessThanItsWindow_goesOn() throws Exception {
        for (int burst = 1; burst <= 4; burst++) {
            assertWhole("burst of " + burst, Await.result(ask(sound(4, burst, NEVER_MS), SEED), DEADLINE));
        }
    }

    /** Their numbers begin again at 0 after 255 (ASHRAE 135, 20.1.2.7). */
    @Test
    public void answer_ofMoreSegmentsThanThereAreNumbers_comesWhole() throws Exception {
        for (int segments : List.of(256, 257, 300, 1_100)) {
            int objects = segments * SegmentingDevice.OCTETS / 5 - 2;
            assertWhole(
                    segments + " segments",
                    objects,
                    Await.result(
                            ask(objects, new SegmentingDevice.Network(16, 16, 300, 1, 1, 1, false), SEED), DEADLINE));
        }
    }

    @Test
    public void answer_segmentsLost_areAskedForAtOnceAndNotWaitedFor() throws Exception {
        Map<Long, CompletableFuture<RequestOutcome>> answers = new LinkedHashMap<>();
        for (long seed = SEED; seed < SEED + 5; seed++) {
            // The first one has nobody who could miss it: its sender repeats that one soon, and nothing else.
            answers.put(seed, ask(new SegmentingDevice.Network(8, 8, 900, 15, 0, 0, false), seed));
        }
        for (Map.Entry<Long, CompletableFuture<RequestOutcome>> each : answers.entrySet()) {
            assertWhole("seed " + each.getKey(), Await.result(each.getValue(), DEADLINE));
        }
        assertTrue(devices.stream().anyMatch(device -> device.negative.get() > 0));
    }

    @Test
    public void answer_windowRepeatedSinceTheAcknowledgementWasLost_isAcknowledgedAgain() throws Exception {
        assertWhole(
                "lost acknowledgements",
                Await.result(ask(new SegmentingDevice.Network(4, 4, 100, 0, 40, 0, false), SEED), DEADLINE));
    }

    @Test
    public void answer_overWhateverNetwork_comesWholeAndIsAskedForOnce() throws Exception {
        Random random = new Random(SEED);
        Map<String, CompletableFuture<RequestOutcome>> answers = new LinkedHashMap<>();
        for (int i = 0; i < SEEDS; i++) {
            int window = 1 + random.nextInt(8);
            SegmentingDevice.Network network = new SegmentingDevice.Network(
                    window,
                    1 + random.nextInt(window),
                    150 + random.nextInt(200),
                    random.nextInt(25),
                    random.nextInt(25),
                    random.nextInt(40),
                    random.nextBoolean());
            answers.put(i + " " + network, ask(network, random.nextLong()));
        }
        answers.forEach((how, answer) -> assertWhole(how, Await.result(answer, DEADLINE)));
        devices.forEach(device -> assertEquals(1, device.requests.get()));
    }
}
