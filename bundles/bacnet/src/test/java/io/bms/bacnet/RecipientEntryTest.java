// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.RecipientOutcome;
import io.bms.bacnet.ListKeeper.Manner;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The gateway's entry in recipient lists of good and of odd devices: the lists are looked at, not the calls. */
public class RecipientEntryTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int CLASS = 3;
    /** Always, to the gateway's device instance 4194000, for process 16973, confirmed, all changes. */
    private static final String OWN =
            "8201fe" + "b400000000" + "b4173b3b63" + "0c023ffed0" + "22424d" + "11" + "8205e0";
    /** The same for somebody's process 1. */
    private static final String FOR_US = OWN.replace("22424d", "2101");

    private final Random random = new Random(14);
    private volatile Manner manner = Manner.GOOD;
    private final ListKeeper list = new ListKeeper(() -> manner);
    private BacnetDriver driver;
    private RawDevice device;

    @Before
    public void open() throws Exception {
        int port = FreePorts.udp();
        driver = Loopback.driver(Loopback.settings(Loopback.address(), port, 100, 32));
        device = new RawDevice(Loopback.address(), port, 7, list::answer);
        for (int i = 0; i < 9; i++) {
            list.entries.add(foreign(i));
        }
    }

    @After
    public void close() {
        driver.close();
        device.close();
    }

    /** Somebody's entry, which is always another. */
    private String foreign(int number) {
        return "8201f" + "e8".charAt(random.nextInt(2)) + "b400000000" + "b4173b3b"
                + "%02x".formatted(random.nextInt(100))
                + "0c020000" + "%02x".formatted(number) + "21" + "%02x".formatted(random.nextInt(256))
                + (random.nextBoolean() ? "10" : "11") + "8205e0";
    }

    private RecipientOutcome add() {
        return Await.result(driver.addRecipient(device.ref, CLASS), DEADLINE);
    }

    private RecipientOutcome remove(String octets) {
        return Await.result(driver.removeRecipient(device.ref, CLASS, Optional.of(octets)), DEADLINE);
    }

    private static RecipientOutcome.Entered entered(RecipientOutcome outcome) {
        assertTrue("" + outcome, outcome instanceof RecipientOutcome.Entered);
        return (RecipientOutcome.Entered) outcome;
    }

    private static Failure refused(RecipientOutcome outcome) {
        assertTrue("" + outcome, outcome instanceof RecipientOutcome.Refused);
        return ((RecipientOutcome.Refused) outcome).failure();
    }

    @Test
    public void add_andRemove_leaveTheListOctetForOctetAsItWas() {
        List<String> before = List.copyOf(list.entries);
        for (int round = 0; round < 100; round++) {
            RecipientOutcome.Entered entered = entered(add());
            assertTrue(entered.own() && entered.added() && entered.lost().isEmpty());
            assertEquals(OWN, entered.entry().octets());
            List<String> both = new ArrayList<>(before);
            both.add(OWN);
            assertEquals(both, list.entries);
            assertEquals(new RecipientOutcome.Removed(List.of()), remove(OWN));
            assertEquals(before, list.entries);
        }
        assertEquals(
                "0c03c00003" + "1966" + "3e" + OWN + "3f",
                HexFormat.of().formatHex(list.changes.get(0).tags()));
        assertEquals(ListKeeper.ADD, list.changes.get(0).service());
        assertEquals(ListKeeper.REMOVE, list.changes.get(1).service());
    }

    @Test
    public void add_whatIsThereAlready_isNotSent() {
        add();
        RecipientOutcome.Entered again = entered(add());
        assertTrue("" + again, again.own() && !again.added());
        assertEquals(1, list.changes.size());
        assertEquals(10, list.entries.size());
    }

    @Test
    public void add_whereSomebodyHasEnteredTheGateway_usesThat_andAddsNothing() {
        list.entries.add(FOR_US);
        RecipientOutcome.Entered entered = entered(add());
        assertFalse("" + entered, entered.own() || entered.added());
        assertEquals(FOR_US, entered.entry().octets());
        assertEquals(0, list.changes.size());
    }

    @Test
    public void remove_whatIsNotThere_sendsNothing() {
        assertEquals(new RecipientOutcome.Removed(List.of()), remove(OWN));
        assertEquals(0, list.changes.size());
    }

    @Test
    public void add_deviceWithoutRoomRightOrService_saysWhy_andTheListIsAsItWas() {
        List<String> before = List.copyOf(list.entries);
        for (Manner each : List.of(Manner.FULL, Manner.DENIED, Manner.UNRECOGNIZED)) {
            manner = each;
            Failure why = refused(add());
            assertEquals("" + why, ErrorCode.DEVICE_ERROR, why.code());
            assertEquals(before, list.entries);
        }
        manner = Manner.FULL;
        assertEquals(
                "The gateway was not entered; the device answered: no space to add list element",
                refused(add()).message());
        manner = Manner.DENIED;
        assertEquals(
                "The gateway was not entered; the device answered: write access denied",
                refused(add()).message());
    }

    @Test
    public void add_errorThoughAdded_orNoAnswer_isEnteredAllTheSame() {
        for (Manner each : List.of(Manner.MODEST, Manner.SILENT)) {
            manner = each;
            assertTrue(entered(add()).added());
            assertEquals(10, list.entries.size());
            assertEquals(new RecipientOutcome.Removed(List.of()), remove(OWN));
            assertEquals(9, list.entries.size());
        }
    }

    @Test
    public void add_deviceThatSaysSoAndDoesNot_isNotBelieved() {
        manner = Manner.LYING;
        assertEquals(
                "The gateway was not entered, though the device said that it was",
                refused(add()).message());
        manner = Manner.GOOD;
        add();
        manner = Manner.LYING;
        assertEquals(
                "The gateway was not taken out, though the device said that it was",
                refused(remove(OWN)).message());
    }

    @Test
    public void remove_entryThatTheDeviceHasDoubled_takesOutBoth() {
        manner = Manner.DOUBLING;
        assertTrue(entered(add()).lost().isEmpty());
        assertEquals(11, list.entries.size());
        manner = Manner.GOOD;
        assertEquals(new RecipientOutcome.Removed(List.of()), remove(OWN));
        assertEquals(9, list.entries.size());
    }

    @Test
    public void add_deviceThatOverwritesItsList_tellsWhatItHasLost() {
        List<String> before = List.copyOf(list.entries);
        manner = Manner.OVERWRITING;
        assertEquals(
                before,
                entered(add()).lost().stream().map(EventRecipient::octets).toList());
    }

    @Test
    public void add_silentDevice_isRefusedWithACodeOfSilence() {
        DeviceRef nobody = new DeviceRef(
                9,
                io.bms.api.driver.DeviceAddress.direct(
                        Loopback.address(), device.ref.address().port()));
        assertTrue(refused(Await.result(driver.addRecipient(nobody, CLASS), DEADLINE))
                .code()
                .isSilence());
        assertTrue(refused(Await.result(driver.removeRecipient(nobody, CLASS, Optional.empty()), DEADLINE))
                .code()
                .isSilence());
    }

    /** Whatever the device does, what is told is what its list says, and others' entries are never touched by us. */
    @Test
    public void played_whatIsToldIsWhatTheListSays() {
        List<String> others = new ArrayList<>(list.entries);
        int refusals = 0;
        for (int step = 0; step < 400; step++) {
            Manner[] all = Manner.values();
            manner = all[random.nextInt(all.length)];
            if (manner == Manner.SILENT && random.nextInt(8) > 0) {
                manner = Manner.GOOD;
            }
            if (random.nextInt(5) == 0) {
                String foreign = foreign(10 + random.nextInt(200));
                list.entries.add(random.nextInt(list.entries.size() + 1), foreign);
                others.add(foreign);
            } else if (random.nextInt(20) == 0) {
                list.entries.removeIf(OWN::equals); // it has started anew
            }
            boolean adding = random.nextBoolean();
            String words = "step " + step + ", " + manner + ", " + (adding ? "add" : "remove");
            RecipientOutcome outcome = adding ? add() : remove(OWN);
            boolean there = list.entries.contains(OWN);
            if (outcome instanceof RecipientOutcome.Refused) {
                refusals++;
                assertEquals(words, !adding, there);
            } else {
                assertEquals(words, outcome instanceof RecipientOutcome.Entered, there);
                assertEquals(words, adding, there);
            }
            outcome.lost().forEach(lost -> assertTrue(words, others.remove(lost.octets())));
            List<String> left = new ArrayList<>(list.entries);
            left.removeIf(OWN::equals);
            assertEquals(
                    words,
                    others.stream().sorted().toList(),
                    left.stream().sorted().toList());
        }
        assertTrue("the device refused " + refusals + " times", refusals > 20);
        assertTrue(
                "one element in a request, and no list written whole",
                list.changes.stream().allMatch(change -> HexFormat.of()
                        .formatHex(change.tags())
                        .equals("0c03c00003" + "1966" + "3e" + OWN + "3f")));
    }
}
