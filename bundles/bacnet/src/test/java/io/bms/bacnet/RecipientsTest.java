// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.EventState.Transition;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The recipient lists of devices that write them in all the ways there are, octet by octet. */
public class RecipientsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    /** Always, to device 77, for process 1, confirmed, all changes. */
    private static final String DEVICE_77 =
            "8201fe" + "b400000000" + "b4173b3b63" + "0c0200004d" + "2101" + "11" + "8205e0";
    /** On weekdays from 7 to 18 o'clock, to 10.0.0.5:47808, for a process of four octets, unconfirmed, to-offnormal. */
    private static final String WEEKDAYS =
            "8201f8" + "b407000000" + "b412000000" + "1e" + "2100" + "6506" + "0a000005bac0" + "1f";

    private static final int UNKNOWN_OBJECT = 31;

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

    /** Answers with this list when asked for a recipient list, and knows nothing else. */
    private static byte[] list(RawDevice.Request request, String entries) {
        String tags = HexFormat.of().formatHex(request.tags());
        return request.service() == RawDevice.READ && tags.endsWith("1966")
                ? request.complexAck(hex(tags + "3e" + entries + "3f"))
                : request.error(1, UNKNOWN_OBJECT);
    }

    private RecipientsOutcome recipients(Integer... classes) {
        return Await.result(driver.recipients(device.ref, Set.of(classes)), DEADLINE);
    }

    private List<EventRecipient> entries(String octets) throws Exception {
        answering(request -> list(request, octets));
        NotificationClass only = recipients(3).classes().get(0);
        assertEquals(Optional.empty(), only.failure());
        return only.recipients();
    }

    private static Set<Transition> all() {
        return Set.of(Transition.values());
    }

    @Test
    public void entry_toADevice_isReadWithItsOctets() throws Exception {
        assertEquals(
                List.of(new EventRecipient(DEVICE_77, "device 77", false, 1, true, all(), EventRecipient.ALWAYS)),
                entries(DEVICE_77));
    }

    @Test
    public void entry_toAnAddress_onSomeDays_isReadWithItsOctets() throws Exception {
        String weekdays = WEEKDAYS + "24ffffffff" + "10" + "820580";
        assertEquals(
                List.of(new EventRecipient(
                        weekdays,
                        "10.0.0.5:47808",
                        false,
                        0xffff_ffffL,
                        false,
                        Set.of(Transition.TO_OFFNORMAL),
                        "Mon Tue Wed Thu Fri 07:00:00 to 18:00:00")),
                entries(weekdays));
    }

    @Test
    public void entry_thatNamesTheGateway_byItsInstanceOrItsAddress_leadsHere() throws Exception {
        String instance = DEVICE_77.replace("0c0200004d", "0c023ffed0");
        String mac =
                HexFormat.of().formatHex(java.net.InetAddress.getByName(address).getAddress()) + "%04x".formatted(port);
        String byAddress = DEVICE_77.replace("0c0200004d", "1e2100" + "6506" + mac + "1f");
        List<EventRecipient> read = entries(instance + byAddress + DEVICE_77);
        assertEquals(
                List.of(true, true, false),
                read.stream().map(EventRecipient::leadsHere).toList());
        assertEquals(
                List.of("device 4194000", address + ":" + port, "device 77"),
                read.stream().map(EventRecipient::to).toList());
        assertEquals(
                List.of(true, true, false),
                read.stream().map(EventRecipient::tellsHereAll).toList());
    }

    @Test
    public void entry_thatIsOfNoUseAlone_doesNotTellAll() throws Exception {
        String here = DEVICE_77.replace("0c0200004d", "0c023ffed0");
        List<EventRecipient> read = entries(here.replace("8205e0", "8205c0")
                + here.replace("8201fe", "8201fc")
                + here.replace("b4173b3b63", "b416000000"));
        assertEquals(
                List.of(false, false, false),
                read.stream().map(EventRecipient::tellsHereAll).toList());
        assertEquals(
                List.of("always", "Mon Tue Wed Thu Fri Sat", "Mon Tue Wed Thu Fri Sat Sun 00:00:00 to 22:00:00"),
                read.stream().map(EventRecipient::times).toList());
    }

    @Test
    public void entry_toEverybody_orBehindARouter_saysSo() throws Exception {
        String start = "8201fe" + "b400000000" + "b4ffffffff";
        String end = "2107" + "11" + "8205e0";
        List<EventRecipient> read = entries(start + "1e" + "22ffff" + "60" + "1f" + end
                + start + "1e" + "2105" + "610a" + "1f" + end
                + start + "1e" + "2100" + "60" + "1f" + end
                + start + "0c00000001" + end);
        assertEquals(
                List.of(
                        "everybody on all networks",
                        "network 5, MAC 0a",
                        "everybody on its network",
                        "object 1 of type 0, which is no device"),
                read.stream().map(EventRecipient::to).toList());
    }

    @Test
    public void list_ofNobody_isEmpty() throws Exception {
        assertEquals(List.of(), entries(""));
    }

    @Test
    public void classes_ofTheObjectList_areReadInTheirOrder_withWhatTheySay() throws Exception {
        answering(request -> {
            String tags = HexFormat.of().formatHex(request.tags());
            if (tags.equals("0c02000007194c")) {
                return request.complexAck(
                        hex(tags + "3e" + "c402000007" + "c403c00009" + "c400000001" + "c403c00002" + "3f"));
            }
            if (request.service() == RawDevice.READ_MULTIPLE) {
                String object = tags.substring(0, 10);
                return request.complexAck(hex(object + "1e" + "294d" + "4e" + "7507" + "00466972657320" + "4f" + "2956"
                        + "4e" + "2140" + "2120" + "21c8" + "4f" + "2901" + "4e" + "8205c0" + "4f" + "1f"));
            }
            return list(request, tags.startsWith("0c03c00009") ? DEVICE_77 : "");
        });
        List<NotificationClass> classes = recipients().classes();
        assertEquals(
                List.of(2, 9), classes.stream().map(NotificationClass::instance).toList());
        assertEquals(
                new NotificationClass(
                        9,
                        Optional.of("Fires"),
                        List.of(64, 32, 200),
                        Set.of(Transition.TO_OFFNORMAL, Transition.TO_FAULT),
                        List.of(new EventRecipient(DEVICE_77, "device 77", false, 1, true, all(), "always")),
                        Optional.empty()),
                classes.get(1));
    }

    @Test
    public void classes_deviceThatTellsItsObjectsOneByOne_areFound() throws Exception {
        answering(request -> {
            String tags = HexFormat.of().formatHex(request.tags());
            if (request.service() == RawDevice.READ_MULTIPLE) {
                return request.reject(9);
            }
            if (!tags.startsWith("0c02000007194c")) {
                return list(request, DEVICE_77);
            }
            return switch (tags.substring("0c02000007194c".length())) {
                case "" -> request.abort(4);
                case "2900" -> request.complexAck(hex(tags + "3e" + "2102" + "3f"));
                case "2901" -> request.complexAck(hex(tags + "3e" + "c402000007" + "3f"));
                default -> request.complexAck(hex(tags + "3e" + "c403c00004" + "3f"));
            };
        });
        List<NotificationClass> classes = recipients().classes();
        assertEquals(
                List.of(4), classes.stream().map(NotificationClass::instance).toList());
        assertEquals(1, classes.get(0).recipients().size());
        assertEquals(
                "what it does not tell is not there",
                Optional.empty(),
                classes.get(0).name());
    }

    @Test
    public void class_thatTheDeviceHasNot_saysWhy_andTheOtherIsRead() throws Exception {
        answering(request -> HexFormat.of().formatHex(request.tags()).startsWith("0c03c00001")
                ? list(request, DEVICE_77)
                : request.error(1, UNKNOWN_OBJECT));
        List<NotificationClass> classes = recipients(1, 2).classes();
        assertEquals(1, classes.get(0).recipients().size());
        assertEquals(
                ErrorCode.DEVICE_ERROR, classes.get(1).failure().orElseThrow().code());
    }

    /** A list that is not as the standard says is a failure of that class or whole, and the next one is read. */
    @Test
    public void list_cutAndFlipped_isNeverMoreThanItsFailure() throws Exception {
        driver.close();
        driver = Loopback.driver(Loopback.settings(address, port, 60, 32));
        Random random = new Random(14);
        byte[] whole = hex(DEVICE_77 + WEEKDAYS + "24ffffffff" + "10" + "820580");
        byte[][] played = new byte[1][];
        answering(request -> list(request, HexFormat.of().formatHex(played[0])));
        int failures = 0;
        for (int round = 0; round < 100; round++) {
            byte[] odd = java.util.Arrays.copyOf(whole, round % 2 == 0 ? random.nextInt(whole.length) : whole.length);
            if (round % 2 == 1) {
                odd[random.nextInt(odd.length)] ^= (byte) (1 << random.nextInt(8));
            }
            played[0] = odd;
            RecipientsOutcome outcome = recipients(3);
            failures += outcome.refusal().isPresent()
                            || outcome.classes().get(0).failure().isPresent()
                    ? 1
                    : 0;
            outcome.classes()
                    .forEach(one -> assertTrue("" + one, one.recipients().size() <= 2));
        }
        assertTrue("of 100 lists " + failures + " were called unreadable", failures > 40);
        played[0] = hex(DEVICE_77);
        assertEquals(1, recipients(3).classes().get(0).recipients().size());
    }
}
