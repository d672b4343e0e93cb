// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import com.serotonin.bacnet4j.type.constructed.ChannelValue;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Null;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.point.PointValue;
import io.bms.bacnet.value.CharacterSets;
import io.bms.bacnet.value.PointValues;
import io.bms.bacnet.value.Texts;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.Test;

public class TextsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** As the library then reads it: a string of that set with these octets. */
    private static String read(int set, byte[] octets) throws Exception {
        byte[] sent = new byte[octets.length + 3];
        sent[0] = 0x75;
        sent[1] = (byte) (octets.length + 1);
        sent[2] = (byte) set;
        System.arraycopy(octets, 0, sent, 3, octets.length);
        return new CharacterString(new ByteQueue(CharacterSets.readable(sent, 0))).getValue();
    }

    @Test
    public void readable_wrongSet_isReadAsItIsMeant() throws Exception {
        assertEquals("Extérieur", read(0, HEX.parseHex("457874e97269657572")));
        assertEquals("the euro sign of Windows", "5 €", read(0, HEX.parseHex("352080")));
        assertEquals("the same said to be ISO 8859-1", "5 €", read(5, HEX.parseHex("352080")));
        assertEquals("UTF-8 said to be ISO 8859-1", "Zuluft Ü", read(5, "Zuluft Ü".getBytes(StandardCharsets.UTF_8)));
        assertEquals("UCS-2 said to be UTF-8", "Raum", read(0, "Raum".getBytes(StandardCharsets.UTF_16BE)));
        assertEquals("the other way round", "Raum", read(0, "Raum".getBytes(StandardCharsets.UTF_16LE)));
        assertEquals("the other way round", "Raum", read(4, "Raum".getBytes(StandardCharsets.UTF_16LE)));
        assertEquals("UTF-8 said to be UCS-2", "Raum1", read(4, "Raum1".getBytes(StandardCharsets.UTF_8)));
        assertEquals("and of an even length", "Raum", read(4, HEX.parseHex("5261756d")));
        assertEquals("and of an even length", "AHU-1/T (2) ", read(4, "AHU-1/T (2) ".getBytes(StandardCharsets.UTF_8)));
        assertEquals("UTF-8 said to be UCS-4", "Raum", read(3, "Raum".getBytes(StandardCharsets.UTF_8)));
        assertEquals("an octet that Windows has not", "\u0081", read(0, HEX.parseHex("81")));
    }

    @Test
    public void readable_ucs2OfEastAsia_staysAsItIs() throws Exception {
        for (String text : new String[] {"中", "关", "关机", "温度", "送风温度", "東京", "室温設定", "가동", "é", "Ω"}) {
            assertEquals(text, read(4, text.getBytes(StandardCharsets.UTF_16BE)));
        }
    }

    /** Whatever letters of Western Europe come as, and whichever of these sets they say. */
    @Test
    public void readable_anyTextOfWesternEurope_isNeverGarbled() throws Exception {
        String letters = "abcXYZ 019äöüßÄÖÜéèêàçñåøæ°²µ";
        Random random = new Random(9);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(1 + random.nextInt(20), 0, letters.length())
                    .mapToObj(letters::charAt)
                    .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                    .toString();
            for (Charset sent : List.of(StandardCharsets.UTF_8, Charset.forName("windows-1252"))) {
                for (int set : new int[] {0, 5}) {
                    String got = read(set, text.getBytes(sent));
                    assertFalse(text + " became " + got, got.contains("\ufffd"));
                    if (sent == StandardCharsets.UTF_8) {
                        assertEquals(text, got);
                    }
                }
            }
        }
    }

    @Test
    public void readable_padded_isTrimmed() {
        assertEquals(Optional.of("Temp"), Texts.readable("  Temp \0\0\0"));
        assertEquals(Optional.of("Temp"), Texts.readable("\ufeffTemp\u00a0\u200b"));
        assertEquals("of a buffer", Optional.of("Temp"), Texts.readable("Temp\0rubbish"));
        assertEquals(Optional.of("two lines"), Texts.readable("two\r\nlines"));
        for (String blank : new String[] {"", " ", "\0", "\0\0 \t", "\u00a0", "\ufeff"}) {
            assertEquals(Optional.empty(), Texts.readable(blank));
        }
    }

    @Test
    public void states_withoutAText_areCalledByTheirNumber() {
        assertEquals(List.of("auto", "State 2", "State 3"), Texts.ofStates(List.of("auto", "", "  \0")));
        assertEquals(List.of(), Texts.ofStates(List.of("", "\0")));
        assertEquals(List.of("Off", "open"), Texts.ofBinary("", "open "));
        assertEquals(List.of(), Texts.ofBinary("", " "));
    }

    @Test
    public void value_ofAChannel_isWhatItHolds() {
        assertEquals(PointValue.NULL, PointValues.of(new ChannelValue(Null.instance)));
        assertEquals(new PointValue.Real(1.5f), PointValues.of(new ChannelValue(new Real(1.5f))));
    }

    /**
     * Two names that are one without their accents, two that differ in a blank, an empty one; and a staging object's
     * unit.
     */
    @Test
    public void discover_namesThatAreOdd_staySeveralAndNoneIsBlank() throws Exception {
        int port = FreePorts.udp();
        ScriptedObjects objects = new ScriptedObjects()
                .property(75, any -> "c402001e61")
                .property(62, any -> "2205c4")
                .property(107, any -> "9103")
                .property(117, any -> "9162")
                .property(76, any -> "c400000001c400000002c400000003c400000004c400000005c40f000006");
        objects.property(77, instance -> switch (instance) {
            case 1 -> "7300" + "65e9";
            case 2 -> "7300" + "65e8";
            case 3 -> "7300" + "5420";
            case 4 -> "7200" + "54";
            case 6 -> "7200" + "53";
            default -> "7100";
        });
        try (RawDevice odd = new RawDevice(Loopback.address(), port, 7777, objects::answer)) {
            BacnetDriver driver = Loopback.driver(Loopback.settings(Loopback.address(), port));
            try {
                DiscoveredDevice found = Await.result(
                                driver.discover(
                                        new DiscoveryRequest(
                                                List.of(new DiscoveryRequest.Target(
                                                        odd.ref.address().host(), OptionalInt.empty(), true)),
                                                List.of(),
                                                List.of(),
                                                Duration.ofSeconds(10)),
                                        progress -> {}),
                                DEADLINE)
                        .devices()
                        .get(0);
                assertEquals("Device 7777", found.name());
                assertEquals(
                        List.of("eé", "eè", "T (analogInput 3)", "T (analogInput 4)", "analogInput 5", "S"),
                        found.objects().stream().map(DiscoveredObject::name).toList());
                assertEquals(Optional.of("percent"), found.objects().get(5).units());
            } finally {
                driver.close();
            }
        }
    }
}
