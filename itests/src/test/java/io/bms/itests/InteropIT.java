// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.OtherStack;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A building that is not BACnet4J: one device as usual, one that knows no ReadPropertyMultiple. */
public class InteropIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static OtherStack usual;
    private static OtherStack old;
    private static Gateway gateway;
    private static MqttProbe probe;
    private static String base;
    private static JsonNode found;

    @BeforeClass
    public static void startAndFindBoth() {
        int port = FreePorts.udp();
        usual = OtherStack.start("127.0.5.3", port, 2001, 60, "--recipients");
        old = OtherStack.start("127.0.5.4", port, 2002, 5, "--no-rpm");
        gateway = Gateway.started(port, Map.of());
        base = gateway.base();
        probe = gateway.probe();
        found = probe.command(
                base, "get_config", "\"ip_addresses\":[\"127.0.5.3\",\"127.0.5.4\"]", Duration.ofSeconds(40));
        probe.subscribe(base + "/+/+", 1);
    }

    @AfterClass
    public static void stop() {
        probe.close();
        gateway.close();
        usual.close();
        old.close();
    }

    @Test
    public void bothDevices_areFoundWithAllTheirObjects() {
        assertEquals(found.toString(), "success", found.path("status").asText());
        JsonNode first = found.path("discovered_devices").path(0);
        assertEquals("Other Stack 2001", first.path("name").asText());
        assertEquals("Not BACnet4J", first.path("vendor_name").asText());
        assertEquals(63, first.path("objects").size());
        assertEquals(
                "degreesCelsius", first.path("objects").path(0).path("units").asText());
        assertEquals(8, found.path("discovered_devices").path(1).path("objects").size());
    }

    @Test
    public void pointsOfBothDevices_areReadAsTheirTypes() {
        assertEquals("26", valueOf("2001.analogInput.60").asText());
        assertEquals(2, valueOf("2001.multiStateValue.1").asInt());
        assertEquals(20.5, valueOf("2002.analogInput.5").asDouble(), 0);
        assertEquals(false, valueOf("2002.binaryValue.1").asBoolean(true));
    }

    @Test
    public void commandablePoints_areWrittenShownAndRelinquished() {
        valueOf("2001.multiStateValue.1"); // as it was before, which another test judges
        JsonNode written = write("2001.analogValue.1", "22.3", 8);
        assertTrue(written.toString(), written.path("effective").asBoolean());
        assertEquals("22.3", written.path("value").asText());
        probe.await(
                "the new setpoint",
                SOON,
                m -> m.topic().endsWith("/2001.analogValue.1")
                        && m.json().path("value").asText().equals("22.3"));
        JsonNode released = write("2001.analogValue.1", "null", 8);
        assertTrue(released.toString(), released.path("effective").asBoolean());
        assertEquals("21", released.path("value").asText());
        assertTrue(write("2001.binaryValue.1", "true", 8).path("effective").asBoolean());
        assertTrue(write("2001.multiStateValue.1", "3", 8).path("effective").asBoolean());
    }

    /** The other stack reads the gateway's entry as it is meant, and keeps it beside somebody else's. */
    @Test
    public void recipientList_ofAnotherStack_takesTheGateway_andGivesItBack() {
        String list = gateway.shell("bms:recipient-list 2001");
        assertTrue(list, list.contains("Notification class 1 'Urgent'"));
        assertTrue(list, list.contains("device 77, process 1, unconfirmed, to-offnormal, always"));
        assertTrue(gateway.shell("bms:event-subscribe 2001 1").contains("tells the gateway of all events"));
        String entered = usual.awaitLine("recipients 2, asked for ", SOON);
        assertTrue(entered, entered.matches(".*\\{\"type\":8,\"instance\":\\d+},\"type\":12},16973,true,.*"));
        assertTrue(gateway.shell("bms:recipient-list 2001").contains("(this gateway), process 16973, confirmed"));
        assertTrue(gateway.shell("bms:event-unsubscribe 2001 1").contains("does not tell the gateway"));
        usual.awaitLine("recipients 1, asked for ", SOON);
        assertEquals(list, gateway.shell("bms:recipient-list 2001"));
    }

    @Test
    public void input_isNotWritable() {
        JsonNode denied = write("2001.analogInput.1", "1", 8);
        assertEquals(
                denied.toString(),
                "not_writable",
                denied.path("error").path("code").asText());
    }

    private static JsonNode valueOf(String point) {
        return probe.await(point, SOON, m -> m.topic().endsWith("/" + point))
                .json()
                .path("value");
    }

    private static JsonNode write(String point, String value, int priority) {
        return probe.command(
                base,
                "set_value_to_point",
                "\"point_id\":\"" + point + "\",\"value\":" + value + ",\"priority\":" + priority,
                SOON);
    }
}
