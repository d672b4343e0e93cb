// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.obj.CharacterStringObject;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.ErrorCode;
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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** Every type of object with a present value, byte by byte, and a text too long for one packet. */
public class ObjectValuesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @Rule
    public final Timeout timeout = Timeout.seconds(60);

    private final Map<PointId, PointValue> expected = new LinkedHashMap<>();
    private final ScriptedObjects objects = new ScriptedObjects();
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
    }

    /** The value on the wire in hex, and what is made of it. */
    private void object(String type, String tags, PointValue value) {
        int instance = expected.size() + 1;
        objects.value(instance, tags);
        expected.put(new PointId(7, type, instance), value);
    }

    private static PointValue text(String text) {
        return new PointValue.Text(text);
    }

    private static PointValue whole(long number) {
        return new PointValue.Integer(number);
    }

    private void objects() {
        PointValue real = new PointValue.Real(21.5f);
        for (String type :
                List.of("analogInput", "analogOutput", "analogValue", "pulseConverter", "loop", "lightingOutput")) {
            object(type, "4441ac0000", real);
        }
        for (String type : List.of("binaryInput", "binaryOutput", "binaryValue")) {
            object(type, "9101", new PointValue.Bool(true));
        }
        for (String type : List.of("multiStateInput", "multiStateOutput", "multiStateValue", "positiveIntegerValue")) {
            object(type, "2103", whole(3));
        }
        object("accumulator", "23989680", whole(10_000_000));
        object("timer", "23989680", whole(10_000_000));
        object("integerValue", "31fc", whole(-4));
        object("largeAnalogValue", "55084035800000000000", new PointValue.Double(21.5));
        object("lifeSafetyPoint", "9102", whole(2));
        object("accessDoor", "9101", whole(1));
        object("binaryLightingOutput", "9101", whole(1));
        object("schedule", "4441ac0000", real);
        object("schedule", "2105", whole(5));
        object("schedule", "9101", whole(1));
        object("characterstringValue", "75060068656c6c6f", text("hello"));
        object("characterstringValue", "750400c3bc41", text("üA"));
        object("characterstringValue", "7505040041" + "00fc", text("Aü"));
        object("characterstringValue", "7305fc41", text("üA"));
        object("characterstringValue", "7505" + "02" + "2422" + "4142", text("あ疎"));
        object("characterstringValue", "7505" + "01" + "03a4" + "82a0", text("あ"));
        object("characterstringValue", "7504" + "01" + "0352" + "81", text("ü"));
        object("characterstringValue", "7504" + "01" + "01b5" + "81", text("ü"));
        object("characterstringValue", "7509" + "03" + "00000041" + "0001f525", text("A🔥"));
        object("dateValue", "a47e010501", text("2026-01-05"));
        object("timeValue", "b40c1e0000", text("12:30:00.00"));
        object("datetimeValue", "a47e010501b40c1e0000", text("2026-01-05 12:30:00.00"));
        object("datePatternValue", "a4ffff05ff", text("*-*-05"));
        object("timePatternValue", "b4ff1effff", text("*:30:*.*"));
        object("bitstringValue", "8205a0", text("B'101'"));
        object("octetstringValue", "62abcd", text("X'ABCD'"));
        object("proprietary-200", "4441ac0000", real);
        object("proprietary-201", "2105", whole(5));
        object("proprietary-202", "11", new PointValue.Bool(true));
        object("proprietary-203", "75060068656c6c6f", text("hello"));
        object("proprietary-204", "21052106", text("[5, 6]"));
        object("proprietary-205", "0e21051e91061f0f2107", text("X'0E21051E91061F0F2107'"));
        object("binaryInput", "2101", new PointValue.Bool(true));
        object("multiStateInput", "9103", whole(3));
        object("analogValue", "00", PointValue.NULL);
    }

    @Test
    public void read_everyType_isTheValueItIs() throws Exception {
        objects();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 7, objects::answer)) {
            List<PointId> points = List.copyOf(expected.keySet());
            List<String> wrong = new ArrayList<>();
            for (ReadOutcome outcome : Await.result(driver.read(device.ref, points), DEADLINE)) {
                PointValue value = outcome instanceof ReadOutcome.Value read ? read.value() : null;
                if (!expected.get(outcome.pointId()).equals(value)) {
                    wrong.add(outcome + ", expected " + expected.get(outcome.pointId()));
                }
            }
            assertEquals(List.of(), wrong);
        }
    }

    /**
     * What was read is written, and read back from what came over the wire; without a priority array it is replaced.
     */
    @Test
    public void write_everyType_isTheValueItWas() throws Exception {
        objects();
        expected.values().removeAll(List.of(PointValue.NULL, text("[5, 6]"), text("X'0E21051E91061F0F2107'")));
        Map<Integer, String> sent = new HashMap<>();
        try (RawDevice device = new RawDevice(Loopback.address(), port, 7, request -> switch (request.service()) {
            case RawDevice.WRITE -> {
                String tags = HexFormat.of().formatHex(request.tags());
                int instance = Integer.parseInt(tags.substring(2, 10), 16) & 0x3f_ffff;
                sent.put(
                        instance,
                        tags.substring("0c00000000".length() + "19553e".length(), tags.length() - "3f3908".length()));
                objects.value(instance, sent.get(instance));
                yield request.simpleAck();
            }
            case RawDevice.READ -> objects.read(request);
            default -> objects.readMultiple(request);
        })) {
            List<String> wrong = new ArrayList<>();
            expected.forEach((point, value) -> {
                WriteOutcome outcome =
                        Await.result(driver.write(new WriteRequest(device.ref, point, value, 8)), DEADLINE);
                if (!outcome.equals(new WriteOutcome.Written(
                        value, true, OptionalInt.empty(), Optional.empty(), Optional.of(value)))) {
                    wrong.add(point + " " + value + ": " + outcome);
                }
            });
            assertEquals(List.of(), wrong);
            assertTrue("with its day of the week", sent.containsValue("a47e010501"));
            assertTrue(sent.containsValue("a4ffff05ff"));
            for (String bad : List.of("2026-02-30", "2026-15-01", "26-01-01", "tomorrow")) {
                PointId date = expected.keySet().stream()
                        .filter(point -> point.objectType().equals("dateValue"))
                        .findFirst()
                        .orElseThrow();
                WriteOutcome outcome =
                        Await.result(driver.write(new WriteRequest(device.ref, date, text(bad), 8)), DEADLINE);
                assertTrue(
                        outcome.toString(),
                        outcome instanceof WriteOutcome.Refused refused
                                && refused.failure().message().contains("a date like 2026-01-31"));
            }
        }
    }

    @Test
    public void read_textInNoKnownSet_failsAloneWithTheReason() throws Exception {
        object("characterstringValue", "7502" + "02" + "24", text("half of a JIS character"));
        object("characterstringValue", "7504" + "01" + "fffe" + "41", text("a code page that there is not"));
        object("characterstringValue", "7502" + "09" + "41", text("a set that there is not"));
        object("characterstringValue", "7505" + "02" + "2422" + "4142", text("あ疎"));
        try (RawDevice device = new RawDevice(Loopback.address(), port, 7, objects::answer)) {
            List<ReadOutcome> outcomes =
                    Await.result(driver.read(device.ref, List.copyOf(expected.keySet())), DEADLINE);
            for (ReadOutcome bad : outcomes.subList(0, 3)) {
                assertTrue(
                        bad.toString(),
                        bad instanceof ReadOutcome.Failed failed
                                && failed.failure().message().contains("encoding that is not known"));
            }
            assertEquals(text("あ疎"), ((ReadOutcome.Value) outcomes.get(3)).value());
        }
    }

    @Test
    public void write_textTooLongForThePacketsOfTheDevice_goesInSegments() throws Exception {
        PointValue longText = text("x".repeat(700));
        WriteOutcome outcome = writeToSmallPackets(Segmentation.segmentedBoth, longText);
        assertTrue(
                outcome.toString(),
                outcome instanceof WriteOutcome.Written written
                        && written.readBack().equals(longText));
    }

    @Test
    public void write_textTooLongForADeviceWithoutSegmentation_saysSoAndThatNothingWasWritten() throws Exception {
        WriteOutcome outcome = writeToSmallPackets(Segmentation.noSegmentation, text("x".repeat(700)));
        assertTrue(
                outcome.toString(),
                outcome instanceof WriteOutcome.Refused refused
                        && refused.failure().code() == ErrorCode.OUT_OF_RANGE
                        && refused.failure().message().contains("nothing was written"));
    }

    private WriteOutcome writeToSmallPackets(Segmentation segmentation, PointValue value) throws Exception {
        try (TestDevice device = new TestDevice(Loopback.address(), port, 1001)) {
            new CharacterStringObject(device.device, 1, "Message", new CharacterString(""), false)
                    .supportCommandable(new CharacterString(""));
            device.device.writePropertyInternal(PropertyIdentifier.maxApduLengthAccepted, new UnsignedInteger(206));
            device.device.writePropertyInternal(PropertyIdentifier.segmentationSupported, segmentation);
            device.start();
            Await.result(
                    driver.discover(
                            new DiscoveryRequest(
                                    List.of(new DiscoveryRequest.Target(
                                            device.ref.address().host(), OptionalInt.of(port), true)),
                                    List.of(),
                                    List.of(),
                                    Duration.ofSeconds(10)),
                            progress -> {}),
                    DEADLINE);
            return Await.result(
                    driver.write(new WriteRequest(device.ref, device.point("characterstringValue", 1), value, 16)),
                    DEADLINE);
        }
    }
}
