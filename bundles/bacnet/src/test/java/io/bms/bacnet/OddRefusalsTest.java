// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Double;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Errors and Rejects of every kind: what they cost, and what people are told (ASHRAE 135, clause 18). */
public class OddRefusalsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int DEVICE = 0;
    private static final int PROPERTY = 2;
    private static final int DEVICE_BUSY = 3;
    private static final int OPTIONAL_FUNCTIONALITY_NOT_SUPPORTED = 45;
    private static final int UNKNOWN_OBJECT = 31;
    private static final int UNRECOGNIZED_SERVICE = 9;
    private static final String STATUS_FLAGS = "196f";

    private final ScriptedObjects objects = new ScriptedObjects();
    private final List<RawDevice> devices = new ArrayList<>();
    private int port;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        driver = Loopback.driver(Loopback.settings(Loopback.address(), port));
    }

    @After
    public void close() {
        driver.close();
        devices.forEach(RawDevice::close);
    }

    private RawDevice device(Function<RawDevice.Request, byte[]> behaviour) throws Exception {
        RawDevice device = new RawDevice(Loopback.address(), port, 7, behaviour);
        devices.add(device);
        return device;
    }

    private List<ReadOutcome> read(RawDevice device, int count) {
        return Await.result(
                driver.read(
                        device.ref,
                        IntStream.rangeClosed(1, count)
                                .mapToObj(instance -> new PointId(7, "analogInput", instance))
                                .toList()),
                DEADLINE);
    }

    private static boolean isGood(List<ReadOutcome> outcomes) {
        return outcomes.stream().allMatch(ReadOutcome.Value.class::isInstance);
    }

    private static Failure failure(ReadOutcome outcome) {
        return ((ReadOutcome.Failed) outcome).failure();
    }

    @Test
    public void read_deviceBusyInPassing_costsThatOnePollAndNothingLater() throws Exception {
        AtomicInteger busy = new AtomicInteger();
        RawDevice device = device(request ->
                busy.getAndDecrement() > 0 ? request.error(DEVICE, DEVICE_BUSY) : objects.readMultiple(request));
        assertTrue(isGood(read(device, 20)));
        int before = device.requests.get();
        read(device, 20);
        int usual = device.requests.get() - before;
        busy.set(1);
        assertTrue("asked again at once", isGood(read(device, 20)));
        before = device.requests.get();
        assertTrue(isGood(read(device, 20)));
        assertEquals(usual, device.requests.get() - before);
    }

    @Test
    public void read_deviceBusyForLong_costsTwoRequestsAPoll() throws Exception {
        RawDevice device = device(request -> request.error(DEVICE, DEVICE_BUSY));
        for (int polls = 1; polls <= 3; polls++) {
            int before = device.requests.get();
            String words = failure(read(device, 40).get(39)).message();
            assertTrue(words, words.contains("device busy"));
            assertEquals(2, device.requests.get() - before);
        }
    }

    @Test
    public void read_singlePropertyOfABusyDevice_isAskedAgainOnce() throws Exception {
        AtomicInteger busy = new AtomicInteger(1);
        RawDevice device = device(request -> request.service() != RawDevice.READ
                ? request.reject(UNRECOGNIZED_SERVICE)
                : busy.getAndDecrement() > 0 ? request.error(DEVICE, DEVICE_BUSY) : objects.read(request));
        assertTrue(isGood(read(device, 1)));
        busy.set(1_000);
        int before = device.requests.get();
        String words = failure(read(device, 1).get(0)).message();
        assertEquals(2, device.requests.get() - before);
        assertTrue(words, words.contains("device busy") && words.contains("try again in a moment"));
        assertFalse(words, words.contains("discover"));
    }

    @Test
    public void read_flagsThatTheObjectDoesNotSupport_areNotAskedForEachTime() throws Exception {
        AtomicInteger flags = new AtomicInteger();
        RawDevice device = device(request -> {
            if (request.service() != RawDevice.READ) {
                return request.reject(UNRECOGNIZED_SERVICE);
            }
            if (java.util.HexFormat.of().formatHex(request.tags()).endsWith(STATUS_FLAGS)) {
                flags.incrementAndGet();
                return request.error(PROPERTY, OPTIONAL_FUNCTIONALITY_NOT_SUPPORTED);
            }
            return objects.read(request);
        });
        for (int polls = 0; polls < 5; polls++) {
            assertTrue(isGood(read(device, 2)));
        }
        assertEquals("once for each object", 2, flags.get());
    }

    /** By class and code of the error: what whoever wrote is told. */
    @Test
    public void write_refused_isToldByItsKind() throws Exception {
        refused(ErrorCode.NOT_WRITABLE, request -> request.error(PROPERTY, 40));
        for (int code : new int[] {37, 80, 134, 20}) {
            refused(ErrorCode.OUT_OF_RANGE, request -> request.error(PROPERTY, code));
        }
        for (int code : new int[] {9, 47, 41}) {
            refused(ErrorCode.INVALID_REQUEST, request -> request.error(PROPERTY, code));
        }
        refused(ErrorCode.INVALID_REQUEST, request -> request.reject(3));
        refused(ErrorCode.OUT_OF_RANGE, request -> request.reject(6));
        refused(ErrorCode.OUT_OF_RANGE, request -> request.reject(8));
        String busy = refused(ErrorCode.DEVICE_ERROR, request -> request.error(DEVICE, DEVICE_BUSY));
        assertTrue(busy, busy.endsWith("device busy; try again in a moment"));
        String disabled = refused(ErrorCode.DEVICE_ERROR, request -> request.error(5, 83));
        assertTrue(disabled, disabled.contains("enable its communication"));
        String gone = refused(ErrorCode.DEVICE_ERROR, request -> request.error(1, UNKNOWN_OBJECT));
        assertTrue(gone, gone.endsWith("unknown object; if its configuration changed, discover it again"));
    }

    private String refused(ErrorCode code, Function<RawDevice.Request, byte[]> refusal) throws Exception {
        RawDevice device = device(request -> switch (request.service()) {
            case RawDevice.WRITE -> refusal.apply(request);
            case RawDevice.READ -> objects.read(request);
            default -> objects.readMultiple(request);
        });
        WriteOutcome outcome = Await.result(
                driver.write(new WriteRequest(
                        device.ref, new PointId(7, "analogValue", 1), new PointValue.Double(22), 8, Optional.empty())),
                DEADLINE);
        Failure failure = ((WriteOutcome.Refused) outcome).failure();
        assertEquals(failure.toString(), code, failure.code());
        return failure.message();
    }

    @Test
    public void discover_deviceThatDoesNotKnowTheWildcard_isNotTakenForSomethingElse() throws Exception {
        RawDevice device = device(request -> request.error(1, UNKNOWN_OBJECT));
        DiscoveryReport report = Await.result(
                driver.discover(
                        new DiscoveryRequest(
                                List.of(new DiscoveryRequest.Target(
                                        device.ref.address().host(), OptionalInt.empty(), true)),
                                List.of(),
                                List.of(),
                                Duration.ofSeconds(4)),
                        progress -> {}),
                DEADLINE);
        String words = report.unreachable().get(0).failure().message();
        assertTrue(words, words.startsWith("A BACnet device answers there"));
    }

    @Test
    public void sameValue_whatADeviceKeepsInItsOwnForm_isTaken() {
        assertTrue(SameValue.EXACTLY.test(new CharacterString("Zone\0\0\0"), new CharacterString("Zone")));
        assertTrue(SameValue.EXACTLY.test(new CharacterString("Zone  "), new CharacterString("Zone")));
        assertFalse(SameValue.EXACTLY.test(new CharacterString("Zon"), new CharacterString("Zone")));
        assertTrue("kept as a REAL", SameValue.EXACTLY.test(new Double(0.1f), new Double(0.1)));
        assertFalse(SameValue.EXACTLY.test(new Double(0.1001), new Double(0.1)));
    }
}
