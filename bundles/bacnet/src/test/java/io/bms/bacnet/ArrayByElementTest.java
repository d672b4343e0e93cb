// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A device whose answers are short: it aborts the read of a whole array, and gives its elements. */
public class ArrayByElementTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final PointId POINT = new PointId(7, "multiStateValue", 1);
    private static final int SEGMENTATION_NOT_SUPPORTED = 4;
    private static final int UNRECOGNIZED_SERVICE = 9;
    private static final int PROPERTY = 2;
    private static final int NOT_AN_ARRAY = 50;

    private BacnetDriver driver;
    private int port;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        driver = Loopback.driver(Loopback.settings(Loopback.address(), port));
    }

    @After
    public void close() {
        driver.close();
    }

    /** @param element the tags of an element in hex, the length at 0; null is an error */
    private PropertiesOutcome read(String property, IntFunction<String> element) throws Exception {
        try (RawDevice device = new RawDevice(Loopback.address(), port, 7, request -> {
            if (request.service() != RawDevice.READ) {
                return request.reject(UNRECOGNIZED_SERVICE);
            }
            boolean whole = request.tags().length < 9;
            String tags = whole ? null : element.apply(request.tags()[8]);
            return whole
                    ? request.abort(SEGMENTATION_NOT_SUPPORTED)
                    : tags == null
                            ? request.error(PROPERTY, NOT_AN_ARRAY)
                            : request.complexAck(RawDevice.bytes(
                                    request.tags(),
                                    new byte[] {0x3e},
                                    HexFormat.of().parseHex(tags),
                                    new byte[] {0x3f}));
        })) {
            return Await.result(driver.property(device.ref, POINT, property), DEADLINE);
        }
    }

    private static String text(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return String.format("75%02x00", octets.length + 1) + HexFormat.of().formatHex(octets);
    }

    @Test
    public void property_arrayThatIsAbortedWhole_isReadByElement() throws Exception {
        List<String> texts = List.of("auto", "heat", "cool");
        assertEquals(
                new PropertiesOutcome.Known(List.of(new PropertiesOutcome.Property(
                        "stateText",
                        texts.stream().<PointValue>map(PointValue.Text::new).toList(),
                        true))),
                read("stateText", index -> index == 0 ? "2103" : text(texts.get(index - 1))));
    }

    @Test
    public void property_priorityArrayThatIsAbortedWhole_tellsEachSlot() throws Exception {
        List<PointValue> slots = new ArrayList<>(Collections.nCopies(16, PointValue.NULL));
        slots.set(7, new PointValue.Integer(2));
        assertEquals(
                new PropertiesOutcome.Known(List.of(new PropertiesOutcome.Property("priorityArray", slots, true))),
                read("priorityArray", index -> index == 0 ? "2110" : index == 8 ? "2102" : "00"));
    }

    @Test
    public void property_arrayOfWhichAnElementIsMissing_isRefusedAsTheWholeWas() throws Exception {
        PropertiesOutcome outcome = read("stateText", index -> index == 0 ? "2103" : index == 2 ? null : text("on"));
        assertEquals(
                "The device answered: request aborted, segmentation not supported; if its configuration changed,"
                        + " discover it again",
                ((PropertiesOutcome.Refused) outcome).failure().message());
    }
}
