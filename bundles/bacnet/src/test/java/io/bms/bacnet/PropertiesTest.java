// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class PropertiesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private TestDevice device;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        int port = FreePorts.udp();
        device = new TestDevice(Loopback.address(), port, 1001)
                .withInputs(1)
                .withValues()
                .start();
        driver = Loopback.driver(Loopback.settings(Loopback.address(), port));
    }

    @After
    public void close() {
        driver.close();
        device.close();
    }

    private PropertiesOutcome ask(String type, int instance) {
        return Await.result(driver.properties(device.ref, device.point(type, instance)), DEADLINE);
    }

    private Map<String, Property> known(String type, int instance) {
        PropertiesOutcome outcome = ask(type, instance);
        assertTrue(outcome.toString(), outcome instanceof PropertiesOutcome.Known);
        return ((PropertiesOutcome.Known) outcome)
                .properties().stream().collect(Collectors.toMap(Property::name, Function.identity()));
    }

    private static Property one(String name, PointValue value) {
        return new Property(name, List.of(value), false);
    }

    @Test
    public void property_ofTheDeviceItself_isTold() {
        assertEquals(
                List.of("vendorName"),
                ((PropertiesOutcome.Known) Await.result(
                                driver.property(device.ref, device.point("device", 1001), "vendorName"), DEADLINE))
                        .properties().stream().map(Property::name).toList());
    }

    @Test
    public void properties_commandable_tellWhoHoldsItAndItsRange() {
        Await.result(
                driver.write(
                        new WriteRequest(device.ref, device.point("analogValue", 1), new PointValue.Double(19.1), 8)),
                DEADLINE);
        Map<String, Property> known = known("analogValue", 1);
        List<PointValue> slots = new ArrayList<>(Collections.nCopies(16, PointValue.NULL));
        slots.set(7, new PointValue.Real(19.1f));
        assertEquals(new Property("priorityArray", slots, true), known.get("priorityArray"));
        assertEquals(one("presentValue", new PointValue.Real(19.1f)), known.get("presentValue"));
        assertEquals(one("relinquishDefault", new PointValue.Real(21.5f)), known.get("relinquishDefault"));
        assertEquals(one("minPresValue", new PointValue.Real(10)), known.get("minPresValue"));
        assertEquals(one("maxPresValue", new PointValue.Real(30)), known.get("maxPresValue"));
        assertEquals(one("units", new PointValue.Text("degreesCelsius")), known.get("units"));
        assertEquals(one("statusFlags", new PointValue.Text("none")), known.get("statusFlags"));
        assertEquals(one("eventState", new PointValue.Text("normal")), known.get("eventState"));
    }

    @Test
    public void properties_binary_tellStatesInWords() {
        Map<String, Property> known = known("binaryValue", 1);
        assertEquals(one("presentValue", new PointValue.Bool(false)), known.get("presentValue"));
        assertEquals(one("activeText", new PointValue.Text("on")), known.get("activeText"));
        assertEquals(
                List.of(new PointValue.Text("auto"), new PointValue.Text("heat"), new PointValue.Text("cool")),
                known("multiStateValue", 1).get("stateText").values());
    }

    @Test
    public void properties_noSuchObject_isRefusedByTheDevice() {
        assertEquals(
                ErrorCode.DEVICE_ERROR,
                ((PropertiesOutcome.Refused) ask("analogInput", 99)).failure().code());
    }

    private PropertiesOutcome ask(DeviceRef of, String property) {
        return Await.result(driver.property(of, new PointId(of.deviceId(), "analogInput", 1), property), DEADLINE);
    }

    private static Failure refusal(PropertiesOutcome outcome) {
        return ((PropertiesOutcome.Refused) outcome).failure();
    }

    /** A device whose property 512 and above are what stands there, in hex. */
    private static RawDevice vendor(int port, String... values) throws Exception {
        return new RawDevice(Loopback.address(), port, 7, request -> {
            int number = ByteBuffer.wrap(request.tags(), 6, 2).getShort() & 0xffff;
            return request.complexAck(RawDevice.bytes(
                    request.tags(), new byte[] {0x3e}, HexFormat.of().parseHex(values[number - 512]), new byte[] {0x3f
                    }));
        });
    }

    @Test
    public void property_byNameOrNumber_isThatOneAlone() {
        Property units = one("units", new PointValue.Text("degreesCelsius"));
        for (String units117 : List.of("units", "117", "property117")) {
            assertEquals(new PropertiesOutcome.Known(List.of(units)), ask(device.ref, units117));
        }
        assertEquals(
                "one that bms:point-show has not by itself",
                List.of("propertyList"),
                ((PropertiesOutcome.Known) ask(device.ref, "propertyList"))
                        .properties().stream().map(Property::name).toList());
    }

    @Test
    public void property_ofAVendor_isTypedByItsTags() throws Exception {
        try (RawDevice vendor = vendor(
                device.ref.address().port(),
                "4441ac0000",
                "2105",
                "31fc",
                "11",
                "75060068656c6c6f",
                "a47e010501",
                "62abcd",
                "21052106",
                "00",
                "c402000007")) {
            List<Property> expected = List.of(
                    one("property512", new PointValue.Real(21.5f)),
                    one("property513", new PointValue.Integer(5)),
                    one("property514", new PointValue.Integer(-4)),
                    one("property515", new PointValue.Bool(true)),
                    one("property516", new PointValue.Text("hello")),
                    one("property517", new PointValue.Text("2026-01-05")),
                    one("property518", new PointValue.Text("X'ABCD'")),
                    new Property("property519", List.of(new PointValue.Integer(5), new PointValue.Integer(6)), true),
                    one("property520", PointValue.NULL),
                    one("property521", new PointValue.Text("device,7")));
            for (int i = 0; i < expected.size(); i++) {
                assertEquals(new PropertiesOutcome.Known(List.of(expected.get(i))), ask(vendor.ref, "" + (512 + i)));
            }
        }
    }

    @Test
    public void property_unknownToBacnetOrToTheDevice_saysSo() {
        assertEquals(ErrorCode.DEVICE_ERROR, refusal(ask(device.ref, "9999")).code());
        for (String bad : List.of("colour", "4194304", "-1", "")) {
            Failure failure = refusal(ask(device.ref, bad));
            assertEquals(ErrorCode.INVALID_REQUEST, failure.code());
            assertTrue(failure.message(), failure.message().contains("4194303"));
        }
    }

    @Test
    public void properties_silentDevice_timesOut() {
        device.close();
        assertEquals(
                ErrorCode.DEVICE_TIMEOUT,
                ((PropertiesOutcome.Refused) ask("analogInput", 1)).failure().code());
    }
}
