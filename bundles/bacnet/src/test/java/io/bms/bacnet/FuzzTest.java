// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.status.StatusItem;
import io.bms.bacnet.link.Fence;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.link.Outstanding;
import io.bms.bacnet.link.UnaskedPackets;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.SegmentedAnswer;
import io.bms.bacnet.packet.SentRequest;
import io.bms.bacnet.packet.Verdict;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** A million hostile datagrams from a fixed seed over real UDP: the driver goes on as before. */
public class FuzzTest {
    private static final int PACKETS = 1_000_000;
    private static final int BURST = 1_000;
    private static final int BURSTS_PER_READ = 25;
    private static final int ANSWERS_OF_THE_LIAR = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    /** A pool of the library lets go of an idle thread after a minute. */
    private static final Duration POOLED = Duration.ofSeconds(90);

    @Rule
    public final Timeout timeout = Timeout.seconds(240);

    private int port;
    private InetSocketAddress gateway;
    private TestDevice good;
    private RawDevice guesser;
    private RawDevice liar;
    private CompletionStage<List<ReadOutcome>> lies = CompletableFuture.completedFuture(List.of());
    private int liesHeard;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        good = new TestDevice(Loopback.address(), port, 1001).withInputs(3).start();
        guesser = guesser();
        liar = liar();
        BacnetSettings settings = Loopback.settings(Loopback.address(), port);
        gateway = new InetSocketAddress(settings.bind(), port);
        driver = Loopback.driver(settings);
    }

    @After
    public void close() {
        driver.close();
        guesser.close();
        liar.close();
        good.close();
    }

    /** Answers each request with every wrong invoke id and a wrong value, then as it should. */
    private RawDevice guesser() throws Exception {
        ScriptedObjects objects = new ScriptedObjects();
        ScriptedObjects wrong = new ScriptedObjects().value(1, "447f7fffff");
        return new RawDevice(Loopback.address(), port, 1002, request -> {
            for (int id = 0; id < 256; id++) {
                if (id != request.invokeId()) {
                    guesser.sendQuietly(
                            wrong.answer(new RawDevice.Request(id, request.service(), request.tags())), gateway);
                }
            }
            // one by one where an answer to several has not come in time
            return objects.answer(request);
        });
    }

    /** Answers what it is asked with anything but an answer: in pieces, in segments, and many times. */
    private RawDevice liar() throws Exception {
        FuzzedTraffic traffic = new FuzzedTraffic(20_260_102, Conversation.recorded());
        return new RawDevice(Loopback.address(), port, 1003, request -> {
            for (int i = 0; i < ANSWERS_OF_THE_LIAR; i++) {
                liar.sendQuietly(traffic.answerTo(request), gateway);
            }
            return traffic.answerTo(request);
        });
    }

    /** Every question to the liar is over some time, and then it is asked another. */
    private void askTheLiar() {
        if (lies.toCompletableFuture().isDone()) {
            liesHeard += lies.toCompletableFuture().join().size();
            lies = driver.read(
                    liar.ref, List.of(new PointId(1003, "analogInput", 1), new PointId(1003, "analogInput", 2)));
        }
    }

    private void assertReads() {
        List<ReadOutcome> outcomes = Await.result(
                driver.read(good.ref, List.of(good.point("analogInput", 1), good.point("analogInput", 2))), DEADLINE);
        assertTrue(outcomes.toString(), outcomes.stream().allMatch(ReadOutcome.Value.class::isInstance));
    }

    private void assertNoGuessPasses() {
        ReadOutcome outcome = Await.result(
                        driver.read(guesser.ref, List.of(new PointId(1002, "analogInput", 1))), DEADLINE)
                .get(0);
        assertEquals(new PointValue.Real(1.5f), ((ReadOutcome.Value) outcome).value());
    }

    private long judged() {
        return driver.packets().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    public void aMillionHostilePackets_countedAndWithoutEffect() throws Exception {
        warmUp();
        int threads = Thread.getAllStackTraces().size();
        long heap = heapAfterCollection();
        double idle = idleCpuPercent();
        long before = judged();
        attack(new FuzzedTraffic(20_260_101, Conversation.recorded()));
        Map<Verdict, Long> verdicts = driver.packets();
        long counted = judged() - before;
        System.out.println("fuzz: " + PACKETS + " sent, " + counted + " counted by the fence: " + verdicts);
        assertTrue("counted " + counted, counted >= PACKETS * 0.95);
        for (Verdict verdict : Verdict.values()) {
            boolean possible = verdict != Verdict.OWN && verdict != Verdict.STRANGER;
            assertTrue(verdict + " in " + verdicts, !possible || verdicts.get(verdict) > 0);
        }
        assertReads();
        assertNoGuessPasses();
        assertEquals(2, Await.result(lies, DEADLINE).size());
        assertTrue("no question to the liar came to an end", liesHeard > 0);
        assertTrue(driver.status().stream().noneMatch(StatusItem.Problem.class::isInstance));
        Await.until(() -> Thread.getAllStackTraces().size() <= threads, POOLED, "threads are as many as before");
        long grown = heapAfterCollection() - heap;
        System.out.printf("fuzz: heap after collection %+.1f MB, idle CPU %.1f %% before%n", grown / 1e6, idle);
        assertTrue("heap grew by " + grown, grown < 5_000_000);
        Await.until(() -> idleCpuPercent() <= idle + 2, DEADLINE, "idle CPU is the " + idle + " % of before");
    }

    /** Classes are loaded and tables filled before anything is compared. */
    private void warmUp() throws Exception {
        assertReads();
        assertNoGuessPasses();
        attack(new FuzzedTraffic(1, Conversation.recorded()), 20_000);
    }

    private void attack(FuzzedTraffic traffic) throws Exception {
        attack(traffic, PACKETS);
    }

    private void attack(FuzzedTraffic traffic, int packets) throws Exception {
        try (DatagramChannel attacker = DatagramChannel.open().bind(new InetSocketAddress(Loopback.address(), port))) {
            for (int sent = 0; sent < packets; sent += BURST) {
                long before = judged();
                for (int i = 0; i < BURST; i++) {
                    attacker.send(ByteBuffer.wrap(traffic.next()), gateway);
                }
                Await.until(() -> judged() - before >= BURST, DEADLINE, "the burst is judged");
                askTheLiar();
                if (sent / BURST % BURSTS_PER_READ == 0) {
                    assertReads();
                    assertNoGuessPasses();
                }
            }
        }
    }

    private static long heapAfterCollection() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            pause(100);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** Of one core, in the quietest of some windows: the compiler may still be at work in the others. */
    private static double idleCpuPercent() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        List<Double> windows = new ArrayList<>();
        for (int i : IntStream.range(0, 6).toArray()) {
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            pause(400);
            windows.add(100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - start));
        }
        return windows.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    private static void pause(long ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    /** Who-Is-Router-To-Network. */
    private static boolean isForOthers(byte[] data) {
        return HexFormat.of().formatHex(data).equals("810b0007018000");
    }

    @Test
    public void recordedConversation_everyPacketPasses() {
        InetSocketAddress own = new InetSocketAddress(Conversation.GATEWAY, 47808);
        Outstanding outstanding = new Outstanding();
        UnaskedPackets unasked = new UnaskedPackets() {
            @Override
            public void announced(IAm device) {}

            @Override
            public boolean expectsReports(DeviceAddress device) {
                return true;
            }
        };
        Fence fence = new Fence(
                Loopback.settings(Conversation.GATEWAY, 47808),
                own::equals,
                outstanding,
                unasked,
                Optional.empty(),
                System::nanoTime);
        List<String> others = new ArrayList<>();
        int answers = 0;
        for (Conversation.Datagram datagram : Conversation.recorded()) {
            byte[] data = datagram.data();
            if (datagram.isFromGateway()) {
                InetSocketAddress device = new InetSocketAddress(datagram.to(), 47808);
                SentRequest.in(Arrays.copyOfRange(data, 4, data.length))
                        .ifPresent(sent -> outstanding.sent(new Outstanding.Asked(), device, sent));
                continue;
            }
            Verdict verdict =
                    fence.judge(data, data.length, new InetSocketAddress(datagram.from(), 47808), new Fence.Gate() {
                        @Override
                        public void pass(Packet packet) {
                            assertTrue(packet.length() > 0);
                        }

                        @Override
                        public void acknowledge(Packet packet) {
                            others.add("acknowledged " + packet);
                        }

                        @Override
                        public void reject(Packet packet) {
                            others.add("rejected " + packet);
                        }

                        @Override
                        public void acknowledge(Packet segment, SegmentedAnswer.Ack ack) {
                            assertEquals(segment.segment().orElseThrow().intValue(), ack.sequence());
                        }

                        @Override
                        public void follow(Packet segment, SegmentedAnswer answer) {
                            assertTrue(answer.isAwaited());
                        }
                    });
            answers++;
            if (verdict != Verdict.PASSED && verdict != Verdict.HEARD && !isForOthers(data)) {
                others.add(verdict + " " + datagram.from());
            }
        }
        assertEquals(List.of(), others);
        assertTrue(answers + " packets", answers > 30);
    }
}
