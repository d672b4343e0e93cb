// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.service.acknowledgement.AcknowledgementService;
import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyMultipleAck;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.ReadAccessResult;
import com.serotonin.bacnet4j.type.error.ErrorClassAndCode;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.bacnet.RawDevice;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Packet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/** What is taken apart here is what the library would make of it. */
public class MultipleAnswerTest {
    /** BVLL, NPDU, and the header of a ComplexACK. */
    private static final String HEADERS = "810a0000" + "0100" + "30010e";

    private static final String REAL = "2955" + "4e4441ac00004f";
    private static final String FLAGS = "296f" + "4e8204504f";
    private static final String NAME = "294d" + "4e750500416972304f";
    private static final String ACTIVE = "2955" + "4e91014f";
    private static final String REFUSED = "2955" + "5e910291205f";
    private static final String ELEMENT = "2957" + "3905" + "4e4441ac00004f";
    private static final String COUNT = "2957" + "3900" + "4e21104f";
    private static final String PRIORITIES = "2957" + "4e00004441ac0000000000000000000000000000004f";
    private static final String VENDORS = "2a0258" + "4e4441ac00004f";
    private static final String VENDORS_OWN = "2a0258" + "4e0e44414000000f4f";
    private static final String LONG_FLAGS = "296f" + "4e830350004f";
    private static final List<String> ANSWERS = List.of(
            "",
            of("00000001", REAL + FLAGS),
            of("00000001", REAL + FLAGS) + of("00000002", REAL + FLAGS),
            of("00c00001", ACTIVE + FLAGS + NAME),
            of("00800001", REFUSED + FLAGS + COUNT + ELEMENT + PRIORITIES),
            of("00000001", VENDORS + VENDORS_OWN),
            of("32000001", REAL + FLAGS + LONG_FLAGS),
            of("00000001", "") + of("00000002", NAME));

    /** With the numbers of what it is asked for, and what the answer is to that. */
    private record Said(PropertyKey key, Encodable value) {}

    private static String of(String object, String results) {
        return "0c" + object + "1e" + results + "1f";
    }

    private static List<Said> taken(byte[] service, List<PropertyKey> asked) throws BadPacketException {
        List<Said> all = new ArrayList<>();
        MultipleAnswer.read(service, asked, new MultipleAnswer.Taker() {
            @Override
            public void value(PropertyKey key, Encodable value) {
                all.add(new Said(key, value));
            }

            @Override
            public void error(PropertyKey key, ErrorClassAndCode error) {
                all.add(new Said(key, error));
            }
        });
        return all;
    }

    /** What comes of the fence: sound tags, and values of the types that belong there. */
    private static byte[] letThrough(byte[] service) throws BadPacketException {
        byte[] headers = HexFormat.of().parseHex(HEADERS);
        byte[] data = Arrays.copyOf(headers, headers.length + service.length);
        System.arraycopy(service, 0, data, headers.length, service.length);
        data[3] = (byte) data.length;
        Packet packet = Packet.parse(data, data.length);
        packet.checkTags();
        int tags = packet.tags() - packet.network();
        byte[] readable = SentValues.ofAnswer(
                packet.networkBytes(), packet.application() - packet.network(), packet.service(), tags);
        return Arrays.copyOfRange(readable, tags, readable.length);
    }

    private static List<Said> byLibrary(byte[] service) throws BACnetException {
        ReadPropertyMultipleAck ack = (ReadPropertyMultipleAck) AcknowledgementService.createAcknowledgementService(
                (byte) RawDevice.READ_MULTIPLE, new ByteQueue(service.clone()));
        List<Said> all = new ArrayList<>();
        for (ReadAccessResult object : ack.getListOfReadAccessResults()) {
            for (ReadAccessResult.Result result : object.getListOfResults()) {
                all.add(new Said(
                        PropertyKey.of(
                                object.getObjectIdentifier(),
                                result.getPropertyIdentifier(),
                                result.getPropertyArrayIndex()),
                        result.getReadResult().getDatum()));
            }
        }
        return all;
    }

    @Test
    public void answer_isWhatTheLibraryMakesOfIt() throws Exception {
        for (String answer : ANSWERS) {
            byte[] service = HexFormat.of().parseHex(answer);
            List<Said> expected = byLibrary(service);
            assertEquals(answer, expected, taken(service, List.of()));
            List<PropertyKey> asked = expected.stream().map(Said::key).toList();
            List<Said> byQuestion = taken(service, asked);
            assertEquals(answer, expected, byQuestion);
            for (int i = 0; i < asked.size(); i++) {
                assertTrue(
                        "the key of the question",
                        asked.get(i) == byQuestion.get(i).key());
            }
        }
    }

    @Test
    public void answer_cutAnywhere_isRefused() {
        String whole = ANSWERS.get(4);
        for (int length = 2; length < whole.length(); length += 2) {
            byte[] cut = HexFormat.of().parseHex(whole.substring(0, length));
            assertThrows("" + length, BadPacketException.class, () -> taken(cut, List.of()));
        }
    }

    /** Octets changed at random, and not stopped by the fence: what is not refused is what the library makes of it. */
    @Test
    public void answer_changed_isRefusedOrWhatTheLibraryMakesOfIt() throws Exception {
        Random random = new Random(15_7);
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] service = HexFormat.of().parseHex(ANSWERS.get(1 + random.nextInt(ANSWERS.size() - 1)));
            service[random.nextInt(service.length)] = (byte) random.nextInt(256);
            List<Said> said;
            try {
                service = letThrough(service);
                said = taken(service, List.of());
            } catch (BadPacketException e) {
                continue;
            }
            assertEquals(HexFormat.of().formatHex(service), byLibrary(service), said);
            taken++;
        }
        assertTrue(taken + " were taken", taken > 20_000);
    }
}
