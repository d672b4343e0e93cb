// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Searches that end before a slow device has told everything: it tells one property at a time, in {@link #ANSWER_MS}. */
public class LongSearchTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final HexFormat HEX = HexFormat.of();
    private static final int ANSWER_MS = 5;
    private static final int DEVICE = 1234;

    private final ScriptedObjects objects = new ScriptedObjects();
    private final List<DiscoveryProgress> progress = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> ofObjects = new ConcurrentHashMap<>();
    private volatile int count = 60;
    private volatile int answerMs = ANSWER_MS;
    private volatile boolean dumb;
    private InetSocketAddress gateway;
    private RawDevice slow;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        int port = FreePorts.udp();
        String bind = Loopback.address();
        gateway = new InetSocketAddress(bind, port);
        driver = Loopback.driver(Loopback.settings(bind, port));
        slow = new RawDevice(Loopback.address(), port, DEVICE, this::answer);
    }

    @After
    public void close() {
        driver.close();
        slow.close();
    }

    private byte[] answer(RawDevice.Request request) {
        try {
            new CountDownLatch(1).await(answerMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (request.service() != RawDevice.READ) {
            return request.reject(9);
        }
        String asked = HEX.formatHex(request.tags());
        if (asked.startsWith("0c023fffff194b")) {
            return value(request, String.format("c4%08x", 8 << 22 | DEVICE));
        }
        if (!asked.startsWith(String.format("0c%08x194c", 8 << 22 | DEVICE))) {
            ofObjects.merge(asked, 1, Integer::sum);
            return objects.read(request);
        }
        if (asked.length() == 14) {
            return dumb ? new byte[0] : request.abort(4);
        }
        int index = Integer.parseInt(asked.substring(16), 16);
        return value(request, index == 0 ? String.format("22%04x", count) : String.format("c4%08x", index));
    }

    private static byte[] value(RawDevice.Request request, String value) {
        return request.complexAck(RawDevice.bytes(request.tags(), HEX.parseHex("3e" + value + "3f")));
    }

    /** The device announces itself at once, so that all the time is for its objects. */
    private DiscoveredDevice search(int timeoutMs) throws Exception {
        CompletionStage<DiscoveryReport> report = driver.discover(
                new DiscoveryRequest(
                        List.of(new DiscoveryRequest.Target(slow.ref.address().host(), OptionalInt.empty(), true)),
                        List.of(),
                        List.of(),
                        Duration.ofMillis(timeoutMs)),
                progress::add);
        slow.send(
                HEX.parseHex("1000" + String.format("c4%08x", 8 << 22 | DEVICE) + "2205c4" + "9103" + "2105"), gateway);
        return Await.result(report, DEADLINE).devices().get(0);
    }

    @Test
    public void discover_moreThanThereIsTimeFor_goesOnWhereTheLastOneEnded() throws Exception {
        DiscoveredDevice found = search(400);
        assertTrue("not at once", !found.complete());
        int known = 0;
        for (int searches = 1; !found.complete() && searches < 20; searches++) {
            assertTrue(found.objects().size() >= known);
            known = found.objects().size();
            assertTrue(
                    found.extent().isEmpty() || found.extent().get().toString().equals(known + " of 60 objects"));
            found = search(400);
        }
        assertEquals(
                IntStream.rangeClosed(1, 60).boxed().toList(),
                found.objects().stream()
                        .map(object -> object.pointId().instance())
                        .toList());
        assertTrue(
                "once, and again what was under way: " + ofObjects,
                ofObjects.values().stream().mapToInt(times -> times - 1).sum() < 20 * 8);
    }

    @Test
    public void discover_moreThanThereIsTimeFor_nothingIsAskedAfterItsEnd() throws Exception {
        search(400);
        int asked = slow.requests.get();
        List<PointId> points = IntStream.rangeClosed(1, 10)
                .mapToObj(i -> new PointId(DEVICE, "analogInput", i))
                .toList();
        assertTrue(Await.result(driver.read(slow.ref, points), DEADLINE).stream()
                .allMatch(ReadOutcome.Value.class::isInstance));
        int more = slow.requests.get() - asked;
        assertTrue(
                "20 reads, and what was under way; a search that goes on would ask as often again: " + more, more < 30);
    }

    @Test
    public void discover_deviceThatGoesOnTelling_getsMoreTimeAndSaysHowFarItIs() throws Exception {
        answerMs = 1;
        assertTrue("in four times 0.8 s", search(800).complete());
        assertTrue(progress.toString(), progress.stream().anyMatch(each -> each.currentDevice()
                .matches("Device 1234, \\d+ of 60 objects")));
    }

    @Test
    public void discover_deviceThatHasMoreObjectsThanBefore_beginsAnew() throws Exception {
        int known = search(1000).objects().size();
        count = 20;
        DiscoveredDevice found = search(4000);
        assertTrue(known + " objects before, then " + found, known > 0 && found.complete());
        assertEquals(20, found.objects().size());
    }

    @Test
    public void discover_deviceSilentToItsWholeList_isReadByElement() throws Exception {
        dumb = true;
        answerMs = 0;
        count = 5;
        assertEquals(5, search(8000).objects().size());
    }
}
