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
import io.bms.bacnet.discovery.SurveyFilesTest;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Searches that end before a slow device has told everything: it tells one property at a time, in {@link #ANSWER_MS}.
 */
public class LongSearchTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final HexFormat HEX = HexFormat.of();
    private static final int ANSWER_MS = 5;
    private static final int DEVICE = 1234;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final int COV_INCREMENT = 22;
    private static final int UNITS = 117;

    private final ScriptedObjects objects =
            new ScriptedObjects().property(UNITS, instance -> "913e").property(COV_INCREMENT, instance -> "443f000000");
    private final List<DiscoveryProgress> progress = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> ofObjects = new ConcurrentHashMap<>();
    private volatile int count = 60;
    private volatile int answerMs = ANSWER_MS;
    private volatile boolean dumb;
    private volatile boolean hangs;
    private volatile long hungUntil = System.nanoTime();
    private BacnetSettings settings;
    private InetSocketAddress gateway;
    private RawDevice slow;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        int port = FreePorts.udp();
        String bind = Loopback.address();
        gateway = new InetSocketAddress(bind, port);
        settings = Loopback.settings(bind, port);
        driver = Loopback.driver(settings);
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
        String asked = HEX.formatHex(request.tags());
        if (hangs && asked.equals("0c00000003191c")) {
            hungUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        }
        if (System.nanoTime() - hungUntil < 0) {
            return new byte[0];
        }
        return told(request, DEVICE, count, ofObjects);
    }

    /**
     * What a device that knows no ReadPropertyMultiple says.
     *
     * @param length of its list of objects
     * @param counted counts what is asked of its objects
     */
    private byte[] told(RawDevice.Request request, int device, int length, Map<String, Integer> counted) {
        String asked = HEX.formatHex(request.tags());
        if (request.service() != RawDevice.READ) {
            return request.reject(9);
        }
        if (asked.startsWith("0c023fffff194b")) {
            return value(request, String.format("c4%08x", 8 << 22 | device));
        }
        if (!asked.startsWith(String.format("0c%08x194c", 8 << 22 | device))) {
            counted.merge(asked, 1, Integer::sum);
            return objects.read(request);
        }
        if (asked.length() == 14) {
            return dumb ? new byte[0] : request.abort(4);
        }
        int index = Integer.parseInt(asked.substring(16), 16);
        return value(request, index == 0 ? String.format("22%04x", length) : String.format("c4%08x", index));
    }

    private static byte[] value(RawDevice.Request request, String value) {
        return request.complexAck(RawDevice.bytes(request.tags(), HEX.parseHex("3e" + value + "3f")));
    }

    /** The device announces itself at once, so that all the time is for its objects. */
    private DiscoveredDevice search(int timeoutMs) throws Exception {
        return Await.result(begin(timeoutMs, slow), DEADLINE).devices().get(0);
    }

    private CompletionStage<DiscoveryReport> begin(int timeoutMs, RawDevice... devices) throws Exception {
        CompletionStage<DiscoveryReport> report = driver.discover(
                new DiscoveryRequest(
                        Arrays.stream(devices)
                                .map(device -> device.ref.address().host())
                                .map(host -> new DiscoveryRequest.Target(host, OptionalInt.empty(), true))
                                .toList(),
                        List.of(),
                        List.of(),
                        Duration.ofMillis(timeoutMs)),
                progress::add);
        for (RawDevice device : devices) {
            String number = String.format("c4%08x", 8 << 22 | device.ref.deviceId());
            device.send(HEX.parseHex("1000" + number + "2205c4" + "9103" + "2105"), gateway);
        }
        return report;
    }

    /** As when monitoring is replaced in the middle of a search, and somebody sends the command again. */
    @Test
    public void discover_whileASearchRuns_endsThatAndDoesNotAskAgainWhatItLearnt() throws Exception {
        int objectsOfQuick = 10;
        Map<String, Integer> ofQuick = new ConcurrentHashMap<>();
        count = 1_000;
        try (RawDevice quick = new RawDevice(
                Loopback.address(),
                settings.port(),
                DEVICE + 1,
                request -> told(request, DEVICE + 1, objectsOfQuick, ofQuick))) {
            CompletionStage<DiscoveryReport> first = begin(20_000, slow, quick);
            String last = String.format("0c%08x1975", objectsOfQuick);
            Await.until(
                    () -> ofQuick.keySet().stream().anyMatch(asked -> asked.startsWith(last)), DEADLINE, "the last");
            int asked = sum(ofQuick);
            CompletionStage<DiscoveryReport> second = begin(1_000, slow, quick);
            assertTrue(found(first, quick).objects().size() >= objectsOfQuick - 1);
            DiscoveredDevice found = found(second, quick);
            assertTrue(found.complete());
            assertEquals(objectsOfQuick, found.objects().size());
            assertTrue(asked + " and then " + sum(ofQuick), sum(ofQuick) - asked < asked / 2);
        }
    }

    private static int sum(Map<String, Integer> asked) {
        return asked.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static DiscoveredDevice found(CompletionStage<DiscoveryReport> report, RawDevice device) {
        return Await.result(report, Duration.ofSeconds(10)).devices().stream()
                .filter(found -> found.deviceId() == device.ref.deviceId())
                .findFirst()
                .orElseThrow();
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
        assertAllDescribed(found);
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

    /** What lies on the disk in the middle of a search is what a crash leaves. */
    @Test
    public void discover_afterACrash_goesOnWhereTheSearchBeforeItWas() throws Exception {
        Path before = folder.newFolder().toPath();
        Path after = folder.newFolder().toPath();
        restart(before);
        begin(20_000, slow);
        Path kept = before.resolve(Integer.toString(DEVICE));
        Await.until(() -> SurveyFilesTest.points(kept) >= 20, DEADLINE, "20 objects are kept");
        Files.copy(kept, after.resolve(kept.getFileName()));
        int known = SurveyFilesTest.points(after.resolve(kept.getFileName()));
        restart(after);
        ofObjects.clear();
        DiscoveredDevice found = search(20_000);
        assertTrue(found.toString(), found.complete());
        assertAllDescribed(found);
        assertEquals("named objects", 60 - known, namesAsked());
        Await.until(() -> !Files.exists(after.resolve(kept.getFileName())), DEADLINE, "nothing is left to go on from");
    }

    @Test
    public void discover_afterARestartInItsMiddle_goesOnFromThere() throws Exception {
        Path kept = folder.newFolder().toPath();
        restart(kept);
        CompletionStage<DiscoveryReport> report = begin(20_000, slow);
        Await.until(() -> ofObjects.size() > 100, DEADLINE, "some objects are described");
        restart(kept);
        int known = Await.result(report, DEADLINE).devices().get(0).objects().size();
        ofObjects.clear();
        assertTrue(search(20_000).complete());
        assertEquals("named objects", 60 - known, namesAsked());
    }

    /** Each object once, in order, with what the device says of it: also one at which a search ended. */
    private static void assertAllDescribed(DiscoveredDevice found) {
        assertEquals(
                IntStream.rangeClosed(1, 60).boxed().toList(),
                found.objects().stream()
                        .map(object -> object.pointId().instance())
                        .toList());
        found.objects().forEach(object -> {
            assertEquals(object.toString(), Optional.of("degreesCelsius"), object.units());
            assertEquals(object.toString(), OptionalDouble.of(0.5), object.covIncrement());
        });
    }

    private void restart(Path surveys) {
        driver.close();
        driver = Loopback.driver(settings, surveys);
    }

    /** Of how many analog inputs the Object_Name was asked for. */
    private long namesAsked() {
        return ofObjects.keySet().stream()
                .filter(asked -> asked.matches("0c00.{6}194d"))
                .count();
    }

    @Test
    public void discover_deviceThatHasMoreObjectsThanBefore_beginsAnew() throws Exception {
        int known = search(1000).objects().size();
        count = 20;
        DiscoveredDevice found = search(4000);
        assertTrue(known + " objects before, then " + found, known > 0 && found.complete());
        assertEquals(20, found.objects().size());
    }

    /** It answers nothing for a while after it was asked for the description of its third object. */
    @Test
    public void discover_deviceThatHangsOverOneObject_costsOnlyWhatThatObjectDoesNotSay() throws Exception {
        answerMs = 0;
        count = 6;
        hangs = true;
        DiscoveredDevice found = search(8000);
        assertTrue("hangs", !found.complete());
        for (int searches = 1; !found.complete() && searches < 10; searches++) {
            found = search(8000);
        }
        assertTrue(found.toString(), found.complete());
        assertEquals(
                List.of(1, 2, 3, 4, 5, 6),
                found.objects().stream()
                        .map(object -> object.pointId().instance())
                        .toList());
        assertEquals(Optional.of("degreesCelsius"), found.objects().get(3).units());
    }

    @Test
    public void discover_deviceSilentToItsWholeList_isReadByElement() throws Exception {
        dumb = true;
        answerMs = 0;
        count = 5;
        assertEquals(5, search(8000).objects().size());
    }
}
