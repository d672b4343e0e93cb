// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.EventState.Transition;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeMonitoring;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

/** Whom devices tell of their events, as it is shown. */
public class EventPathTest {
    private static final Point POINT =
            Devices.device(7, 1, Duration.ofSeconds(1)).points().get(0);
    private static final EventRecipient OTHER =
            new EventRecipient("00", "device 77", false, 1, true, Set.of(Transition.values()), "always");
    private static final EventRecipient HERE = new EventRecipient(
            "01", "device 4194000", true, 9, false, Set.of(Transition.TO_FAULT, Transition.TO_OFFNORMAL), "Mon");
    private static final String READ = "Read:     each deviceEventsSeconds of etc/io.bms.alarm.cfg, and within seconds"
            + " when the point's in_alarm or fault flag changes or its device tells the gateway of an event";

    private final FakeMonitoring monitoring = new FakeMonitoring();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static NotificationClass fires(EventRecipient... recipients) {
        return new NotificationClass(
                3,
                Optional.of("Fires"),
                List.of(10, 20, 200),
                Set.of(Transition.TO_FAULT),
                List.of(recipients),
                Optional.empty());
    }

    private void path(NotificationClass told) throws Exception {
        monitoring.answer(new PropertiesOutcome.Known(List.of(
                new Property("notificationClass", List.of(new PointValue.Integer(3)), false),
                new Property("eventEnable", List.of(new PointValue.Text("B'101'")), false))));
        monitoring.recipients(new RecipientsOutcome.Known(List.of(told)));
        new EventPathAction().show(POINT, monitoring, out);
    }

    @Test
    public void eventPath_ofAPointWhoseDeviceTellsOthers_saysWhom() throws Exception {
        path(fires(OTHER));
        assertEquals(
                List.of(
                        "Reports:  to-offnormal and to-normal (Event_Enable), by notification class 3",
                        "Class:    3 'Fires', priorities 10/20/200, to be acknowledged: to-fault",
                        "Told:     not to the gateway; it tells device 77, process 1, confirmed, all changes, always",
                        READ),
                lines());
    }

    @Test
    public void eventPath_ofAPointWhoseDeviceTellsTheGateway_saysBy() throws Exception {
        path(fires(OTHER, HERE));
        assertEquals(
                "Told:     to the gateway: device 4194000 (this gateway), process 9, unconfirmed,"
                        + " to-offnormal and to-fault, Mon",
                lines().get(2));
    }

    @Test
    public void eventPath_ofAPointWithoutEvents_saysSo() throws Exception {
        monitoring.answer(new PropertiesOutcome.Known(List.of()));
        new EventPathAction().show(POINT, monitoring, out);
        assertEquals(
                List.of(
                        "Reports:  nothing by itself: the object has no notification class;"
                                + " an event enrollment of its device may watch it",
                        READ),
                lines());
    }

    @Test
    public void eventPath_ofADeviceThatDoesNotAnswer_isRefusedInItsWords() {
        monitoring.answer(new PropertiesOutcome.Refused(new Failure(ErrorCode.DEVICE_TIMEOUT, "no answer")));
        assertEquals(
                "no answer (device_timeout)",
                assertThrows(Refused.class, () -> new EventPathAction().show(POINT, monitoring, out))
                        .getMessage());
    }

    @Test
    public void recipientList_showsEachClassWithItsEntries() {
        NotificationClass unreadable = new NotificationClass(
                4,
                Optional.empty(),
                List.of(),
                Set.of(),
                List.of(),
                Optional.of(new Failure(ErrorCode.DEVICE_ERROR, "no such object")));
        RecipientListAction.show(List.of(fires(OTHER), fires(), unreadable), out);
        assertEquals(
                List.of(
                        "Notification class 3 'Fires', priorities 10/20/200, to be acknowledged: to-fault",
                        "  device 77, process 1, confirmed, all changes, always",
                        "Notification class 3 'Fires', priorities 10/20/200, to be acknowledged: to-fault",
                        "  tells nobody",
                        "Notification class 4, to be acknowledged: nothing",
                        "  cannot be read: no such object"),
                lines());
    }

    @Test
    public void class_thatCannotBe_isRefused() throws Exception {
        assertEquals(Set.of(), EventWords.classes(null));
        assertEquals(Set.of(0, 4_194_302), EventWords.classes(List.of(0, 4_194_302)));
        assertThrows(Refused.class, () -> EventWords.classes(List.of(4_194_303)));
        assertThrows(Refused.class, () -> EventWords.classes(List.of(-1)));
    }
}
