// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.OtherStack;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A building that is not BACnet4J: one device as usual, one that knows no ReadPropertyMultiple. */
public class InteropIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static OtherStack usual;
    private static OtherStack old;
    private static OtherStack reporting;
    private static OtherStack reportingToo;
    private static Gateway gateway;
    private static MqttProbe probe;
    private static String base;
    private static JsonNode found;

    @BeforeClass
    public static void startAndFindBoth() {
        int port = FreePorts.udp();
        usual = OtherStack.start("127.0.5.3", port, 2001, 60, "--recipients");
        old = OtherStack.start("127.0.5.4", port, 2002, 5, "--no-rpm");
        reporting = OtherStack.start("127.0.5.5", port, 2003, 2, "--events", "sequence");
        reportingToo = OtherStack.start("127.0.5.6", port, 2004, 2, "--events", "datetime", "--stack", "node-bacnet");
        gateway = Gateway.started(port, Map.of());
        base = gateway.base();
        probe = gateway.probe();
        found = probe.command(
                base,
                "get_config",
                "\"ip_addresses\":[\"127.0.5.3\",\"127.0.5.4\",\"127.0.5.5\",\"127.0.5.6\"]",
                Duration.ofSeconds(40));
        probe.subscribe(base + "/+/+", 1);
    }

    @AfterClass
    public static void stop() {
        probe.close();
        gateway.close();
        usual.close();
        old.close();
        reporting.close();
        reportingToo.close();
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
    public void events_withNumbers_comeAreAcknowledgedAndGo() {
        eventsOf(reporting, 2003);
    }

    @Test
    public void events_withDates_ofAnotherStack_comeAreAcknowledgedAndGo() {
        eventsOf(reportingToo, 2004);
    }

    /** An onset that is acknowledged here, its end, and an onset that somebody else acknowledges at the device. */
    private void eventsOf(OtherStack device, int id) {
        String alarm = base + "/alarm/" + id + ".analogInput.1.event";
        write(id + ".binaryValue.1", "true", 8);
        JsonNode raised =
                probe.await("the alarm", SOON, m -> m.topic().equals(alarm)).json();
        assertEquals(
                raised.toString(),
                List.of("high", "present"),
                List.of(
                        raised.path("priority").asText(),
                        raised.path("condition").asText()));
        JsonNode done = probe.command(
                base, "acknowledge_alarm", "\"alarms\":[{\"alarm_id\":\"" + id + ".analogInput.1.event\"}]", SOON);
        assertEquals(done.toString(), "success", done.path("status").asText());
        device.awaitLine("acknowledged 0:1 state 3 by admin", SOON);
        probe.await(
                "the device has it",
                SOON,
                m -> m.topic().equals(alarm)
                        && m.json().path("acknowledged").asBoolean()
                        && !m.json().has("device_ack"));
        write(id + ".binaryValue.1", "false", 8);
        probe.await("its end", SOON, m -> m.topic().equals(alarm) && m.payload().length == 0);
        write(id + ".binaryValue.1", "true", 8);
        probe.await(
                "it comes again",
                SOON,
                m -> m.topic().equals(alarm) && m.json().path("occurrence").asInt() == 2);
        write(id + ".multiStateValue.1", "3", 8);
        JsonNode seen = probe.await(
                        "what somebody else has done",
                        SOON,
                        m -> m.topic().equals(alarm)
                                && m.json().path("occurrence").asInt() == 2
                                && m.json().path("acknowledged").asBoolean())
                .json();
        assertEquals("device", seen.path("acknowledgement").path("via").asText());
    }

    /** What the list says afterwards is told, whatever the device has answered; others' entries that go are named. */
    @Test
    public void recipientList_thatIsFull_lies_orIsWrittenBySomebodyElse_isNotBelieved() {
        assertEquals("The gateway was not entered; the device answered: no space to add list element", refusal(2));
        assertEquals("The gateway was not entered, though the device said that it was", refusal(3));
        assertEquals(
                "The gateway was not entered, though the device said that it was; meanwhile the list has lost entries"
                        + " of others, which somebody has to enter again: device 77, process 1",
                refusal(4));
        String lists = gateway.shell("bms:recipient-list 2001");
        assertFalse(lists, lists.contains("(this gateway)"));
        assertTrue("what somebody else wrote stays", lists.contains("device 78, process 1"));
    }

    private String refusal(int notificationClass) {
        JsonNode refused = probe.command(
                gateway.base(),
                "subscribe_events",
                "\"device_id\":2001,\"notification_class\":" + notificationClass,
                SOON);
        return refused.path("error").path("message").asText();
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
