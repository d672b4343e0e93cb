// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DeviceEvent;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventState;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.point.PointId;
import io.bms.bacnet.packet.Verdict;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Events of devices that say them in all the ways there are, octet by octet. */
public class EventsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int ACKNOWLEDGE = 0;
    private static final int ALARM_SUMMARY = 3;
    private static final int EVENT_INFORMATION = 29;
    private static final int UNRECOGNIZED = 9;
    private static final PointId FIRST = new PointId(7, "analogInput", 1);
    private static final PointId SECOND = new PointId(7, "analogInput", 2);
    /** A number with a needless octet, a time that there is not, and a date with a time. */
    private static final String STAMPS = "1a0007" + "0c63636363" + "2ea47e0b1d07b4010203042f";

    private final List<RawDevice.Request> asked = new CopyOnWriteArrayList<>();
    private String address;
    private int port;
    private BacnetDriver driver;
    private RawDevice device;

    @Before
    public void open() throws Exception {
        port = FreePorts.udp();
        address = Loopback.address();
        driver = Loopback.driver(Loopback.settings(address, port));
    }

    @After
    public void close() {
        driver.close();
        device.close();
    }

    private void answering(Function<RawDevice.Request, byte[]> behaviour) throws Exception {
        device = new RawDevice(Loopback.address(), port, 7, request -> {
            asked.add(request);
            return behaviour.apply(request);
        });
    }

    private static byte[] hex(String octets) {
        return HexFormat.of().parseHex(octets);
    }

    private static String object(PointId point) {
        return "%08x".formatted(point.instance());
    }

    /** A summary: above its high limit, that not acknowledged. */
    private static String summary(PointId point) {
        return "0c" + object(point) + "1903" + "2a0560" + "3e" + STAMPS + "3f" + "4900" + "5a05e0" + "6e215a215a21c86f";
    }

    private static byte[] information(RawDevice.Request request, boolean more, String... summaries) {
        return request.complexAck(hex("0e" + String.join("", summaries) + "0f" + (more ? "1901" : "1900")));
    }

    private static DeviceEvent event(PointId point) {
        return new DeviceEvent(
                point,
                EventState.HIGH_LIMIT,
                List.of(new OpenTransition(EventState.HIGH_LIMIT, "1a0007")),
                true,
                OptionalInt.of(90));
    }

    private EventsOutcome events(PointId... known) {
        return Await.result(driver.events(device.ref, List.of(known)), DEADLINE);
    }

    private List<Integer> services() {
        return asked.stream().map(RawDevice.Request::service).toList();
    }

    private AcknowledgeOutcome acknowledged(OpenTransition change, String by) {
        return Await.result(driver.acknowledge(device.ref, new EventAcknowledgement(FIRST, change, by)), DEADLINE);
    }

    private static ErrorCode code(AcknowledgeOutcome outcome) {
        return ((AcknowledgeOutcome.Refused) outcome).failure().code();
    }

    @Test
    public void events_none_costOneRequest() throws Exception {
        answering(request -> information(request, false));
        assertEquals(new EventsOutcome.Known(List.of()), events());
        assertEquals(List.of(EVENT_INFORMATION), services());
    }

    @Test
    public void events_ofTheList_haveTheirStampsAsTheyCame() throws Exception {
        answering(request -> information(request, false, summary(FIRST), summary(SECOND)));
        assertEquals(new EventsOutcome.Known(List.of(event(FIRST), event(SECOND))), events(FIRST));
        assertEquals("what the list has is not read again", List.of(EVENT_INFORMATION), services());
    }

    @Test
    public void events_normalAgain_waitForTwoAcknowledgements() throws Exception {
        String normal = summary(FIRST).replaceFirst("1903", "1900").replaceFirst("2a0560", "2a0540");
        answering(request -> information(request, false, normal));
        DeviceEvent expected = new DeviceEvent(
                FIRST,
                EventState.NORMAL,
                List.of(
                        new OpenTransition(EventState.OFFNORMAL, "1a0007"),
                        new OpenTransition(EventState.NORMAL, "2ea47e0b1d07b4010203042f")),
                true,
                OptionalInt.of(90));
        assertEquals(new EventsOutcome.Known(List.of(expected)), events());
    }

    @Test
    public void events_more_areAskedForAfterTheLast() throws Exception {
        answering(request -> request.tags().length == 0
                ? information(request, true, summary(FIRST))
                : information(request, false, summary(SECOND)));
        assertEquals(new EventsOutcome.Known(List.of(event(FIRST), event(SECOND))), events());
        assertArrayEquals(hex("0c" + object(FIRST)), asked.get(1).tags());
    }

    @Test
    public void events_deviceThatSaysTheSameAgain_isAskedTwice() throws Exception {
        answering(request -> information(request, true, summary(FIRST)));
        assertEquals(new EventsOutcome.Known(List.of(event(FIRST))), events());
        assertEquals(2, asked.size());
    }

    @Test
    public void events_listThatIsCut_isRefused_andNotTakenForAllThereIs() throws Exception {
        answering(request -> request.complexAck(hex("0e" + "0c" + object(FIRST) + "1903" + "0f" + "1900")));
        assertTrue(events() instanceof EventsOutcome.Refused refused
                && refused.failure().code() == ErrorCode.DEVICE_ERROR);
    }

    /** An answer to ReadPropertyMultiple of Event_State, Acked_Transitions and Notify_Type. */
    private static byte[] properties(RawDevice.Request request, String state, String acknowledged) {
        return request.complexAck(hex("0c" + object(FIRST) + "1e" + "2924" + "4e" + state + "4f" + "2900" + "4e"
                + acknowledged + "4f" + "2948" + "4e" + "9100" + "4f" + "1f"));
    }

    private static byte[] byReading(RawDevice.Request request, String state, String acknowledged) {
        return request.service() == RawDevice.READ_MULTIPLE
                ? properties(request, state, acknowledged)
                : request.complexAck(hex("0c" + object(FIRST) + "1982" + "3e" + STAMPS + "3f"));
    }

    @Test
    public void events_deviceWithoutTheList_isAskedForItsAlarms_andForTheStamps() throws Exception {
        answering(request -> switch (request.service()) {
            case EVENT_INFORMATION -> request.reject(UNRECOGNIZED);
            case ALARM_SUMMARY -> request.complexAck(hex("c4" + object(FIRST) + "9103" + "820560"));
            default -> byReading(request, "9103", "820560");
        });
        DeviceEvent expected =
                new DeviceEvent(FIRST, EventState.HIGH_LIMIT, event(FIRST).open(), true, OptionalInt.empty());
        assertEquals(new EventsOutcome.Known(List.of(expected)), events());
        assertEquals(List.of(EVENT_INFORMATION, ALARM_SUMMARY, RawDevice.READ), services());
        assertEquals(new EventsOutcome.Known(List.of(expected)), events());
        assertEquals("it is not asked again for what it has not", ALARM_SUMMARY, (int)
                services().get(3));
    }

    @Test
    public void events_deviceThatIsSilentToTheList_isAskedThreeTimesForIt_andThenForItsAlarms() throws Exception {
        answering(request -> request.service() == ALARM_SUMMARY ? request.complexAck(new byte[0]) : new byte[0]);
        for (int look = 0; look < 3; look++) {
            assertTrue(events() instanceof EventsOutcome.Refused refused
                    && refused.failure().code() == ErrorCode.DEVICE_TIMEOUT);
        }
        assertEquals(new EventsOutcome.Known(List.of()), events());
        assertEquals(List.of(EVENT_INFORMATION, EVENT_INFORMATION, EVENT_INFORMATION, ALARM_SUMMARY), services());
    }

    @Test
    public void events_deviceWithoutAnyList_areReadOfTheObjectsThatAreKnown() throws Exception {
        answering(request -> request.service() == EVENT_INFORMATION || request.service() == ALARM_SUMMARY
                ? request.reject(UNRECOGNIZED)
                : byReading(request, "9103", "820560"));
        assertEquals(new EventsOutcome.Known(List.of()), events());
        DeviceEvent expected =
                new DeviceEvent(FIRST, EventState.HIGH_LIMIT, event(FIRST).open(), true, OptionalInt.empty());
        assertEquals(new EventsOutcome.Known(List.of(expected)), events(FIRST));
    }

    @Test
    public void events_whatTheListLeavesOut_isReadBeforeItIsBelieved() throws Exception {
        answering(request -> request.service() == EVENT_INFORMATION
                ? information(request, false)
                : byReading(request, "9100", "820560"));
        DeviceEvent expected = new DeviceEvent(
                FIRST,
                EventState.NORMAL,
                List.of(new OpenTransition(EventState.OFFNORMAL, "1a0007")),
                true,
                OptionalInt.empty());
        assertEquals(new EventsOutcome.Known(List.of(expected)), events(FIRST));
    }

    @Test
    public void notification_ofADeviceThatIsRead_isNewsOfIt_andUntilThenRefused() throws Exception {
        answering(request -> request.error(1, 31));
        List<Integer> news = new CopyOnWriteArrayList<>();
        driver.listenForEvents(news::add);
        InetSocketAddress gateway = new InetSocketAddress(address, port);
        byte[] notification = hex("1003" + "0907" + "1c02000007");
        device.send(notification, gateway);
        Await.until(() -> driver.packets().get(Verdict.REFUSED) == 1, DEADLINE, "a stranger is refused");
        Await.result(driver.read(device.ref, List.of(FIRST)), DEADLINE);
        device.send(notification, gateway);
        Await.until(() -> news.equals(List.of(7)), DEADLINE, "it is news of device 7");
        driver.forget(device.ref);
        Await.until(
                () -> {
                    device.sendQuietly(notification, gateway);
                    return driver.packets().get(Verdict.REFUSED) > 1;
                },
                DEADLINE,
                "it is a stranger again");
    }

    @Test
    public void acknowledge_givesTheStampBackAsItCame() throws Exception {
        answering(RawDevice.Request::simpleAck);
        assertEquals(
                new AcknowledgeOutcome.Taken(),
                acknowledged(new OpenTransition(EventState.HIGH_LIMIT, "0c63636363"), "Ana Muñoz"));
        String sent = HexFormat.of().formatHex(asked.get(0).tags());
        assertEquals(ACKNOWLEDGE, asked.get(0).service());
        assertTrue(sent, sent.startsWith("0901" + "1c" + object(FIRST) + "2903"));
        assertTrue(sent, sent.contains("3e" + "0c63636363" + "3f"));
        assertTrue(
                "the name is in ASCII: " + sent,
                sent.contains("00" + HexFormat.of().formatHex("Ana Mu?oz".getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    public void acknowledge_deviceThatKnowsNoLimits_isToldOffNormal() throws Exception {
        answering(request ->
                HexFormat.of().formatHex(request.tags()).contains("2903") ? request.error(5, 73) : request.simpleAck());
        assertEquals(
                new AcknowledgeOutcome.Taken(), acknowledged(event(FIRST).open().get(0), "anna"));
        assertTrue(HexFormat.of().formatHex(asked.get(1).tags()).contains("2902"));
    }

    @Test
    public void acknowledge_ofAnEarlierChange_isAConflict() throws Exception {
        answering(request -> request.error(5, 14));
        assertEquals(ErrorCode.CONFLICT, code(acknowledged(event(FIRST).open().get(0), "anna")));
    }

    @Test
    public void acknowledge_deviceThatDoesNotLet_isRefusedInWords() throws Exception {
        answering(request -> request.reject(UNRECOGNIZED));
        AcknowledgeOutcome outcome = acknowledged(event(FIRST).open().get(0), "anna");
        assertEquals(ErrorCode.DEVICE_ERROR, code(outcome));
        assertEquals(
                "The device did not take the acknowledgement: request rejected, unrecognized service",
                ((AcknowledgeOutcome.Refused) outcome).failure().message());
    }
}
