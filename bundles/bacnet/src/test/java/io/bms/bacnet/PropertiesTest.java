package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointValue;
import io.bms.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
        int port = Loopback.freePort();
        device = new TestDevice(Loopback.address(), port, 1001).withInputs(1).withValues().start();
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
        return ((PropertiesOutcome.Known) outcome).properties().stream().collect(Collectors.toMap(Property::name, Function.identity()));
    }

    private static Property one(String name, PointValue value) {
        return new Property(name, List.of(value), false);
    }

    @Test
    public void properties_commandable_tellWhoHoldsItAndItsRange() {
        Await.result(driver.write(new WriteRequest(device.ref, device.point("analogValue", 1), new PointValue.Double(19.1), 8)), DEADLINE);
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
        assertEquals(List.of(new PointValue.Text("auto"), new PointValue.Text("heat"), new PointValue.Text("cool")),
                known("multiStateValue", 1).get("stateText").values());
    }

    @Test
    public void properties_noSuchObject_isRefusedByTheDevice() {
        assertEquals(ErrorCode.DEVICE_ERROR, ((PropertiesOutcome.Refused) ask("analogInput", 99)).failure().code());
    }

    @Test
    public void properties_silentDevice_timesOut() {
        device.close();
        assertEquals(ErrorCode.DEVICE_TIMEOUT, ((PropertiesOutcome.Refused) ask("analogInput", 1)).failure().code());
    }
}
