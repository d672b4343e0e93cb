// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import io.bms.bacnet.RawDevice;
import java.util.HexFormat;
import org.junit.Test;

public class SentValuesTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String NETWORK = "0100";
    private static final String ANALOG_INPUT = "0c00000001";
    private static final String ANALOG_VALUE = "0c00800001";
    private static final String BINARY_INPUT = "0c00c00001";
    private static final String MULTI_STATE = "0c03400001";
    private static final String PROPRIETARY = "0c32000001";
    private static final String PRESENT_VALUE = "2955";
    private static final String FLAGS = "296f4e8204004f";
    private static final String REAL = "4441ac0000";
    private static final String THREE_LETTERS = "7400616263";

    private static String answer(int service, String tags) {
        byte[] npdu = HEX.parseHex(NETWORK + "3001" + String.format("%02x", service) + tags);
        return HEX.formatHex(SentValues.ofAnswer(npdu, 2, service, 5)).substring(NETWORK.length());
    }

    private static String multiple(String tags) {
        return answer(RawDevice.READ_MULTIPLE, tags).substring(6);
    }

    private static String result(String object, String property, String value) {
        return object + "1e" + property + "4e" + value + "4f" + FLAGS + "1f";
    }

    private static String wrong(String object, String expected, String sent) {
        return object + "1e" + PRESENT_VALUE + "5e930100" + expected + "930100" + sent + "5f" + FLAGS + "1f";
    }

    @Test
    public void answer_wrongTypes_takenOutBesideTheOthers() {
        String[][] cases = {
            {ANALOG_INPUT, THREE_LETTERS, "04", "07"},
            {ANALOG_VALUE, THREE_LETTERS, "04", "07"},
            {ANALOG_INPUT, "00", "04", "00"},
            {ANALOG_INPUT, "2105", "04", "02"},
            {ANALOG_INPUT, "550840358000" + "00000000", "04", "05"},
            {ANALOG_INPUT, "43010203", "04", "04"},
            {ANALOG_INPUT, "", "04", "ff"},
            {ANALOG_INPUT, REAL + REAL, "04", "ff"},
            {ANALOG_INPUT, "4c41ac0000", "04", "ff"},
            {ANALOG_INPUT, "0e" + REAL + "0f", "04", "ff"},
            {BINARY_INPUT, "11", "09", "01"},
            {BINARY_INPUT, "720041", "09", "07"},
            {BINARY_INPUT, "31ff", "09", "03"},
            {MULTI_STATE, "20", "02", "02"},
            {MULTI_STATE, "00", "02", "00"}
        };
        for (String[] one : cases) {
            String good = result(ANALOG_INPUT, PRESENT_VALUE, REAL);
            assertEquals(
                    good + wrong(one[0], one[2], one[3]) + good,
                    multiple(good + result(one[0], PRESENT_VALUE, one[1]) + good));
        }
    }

    @Test
    public void answer_singleRead_becomesAnError() {
        assertEquals(
                "50010c" + "9301000493010007",
                answer(RawDevice.READ, ANALOG_INPUT + "1955" + "3e" + THREE_LETTERS + "3f"));
        String good = "30010c" + ANALOG_INPUT + "1955" + "3e" + REAL + "3f";
        assertEquals(good, answer(RawDevice.READ, good.substring(6)));
    }

    @Test
    public void answer_otherWholeNumbers_getTheTagThatBelongs() {
        assertEquals(
                result(BINARY_INPUT, PRESENT_VALUE, "9101"), multiple(result(BINARY_INPUT, PRESENT_VALUE, "2101")));
        assertEquals(result(MULTI_STATE, PRESENT_VALUE, "2103"), multiple(result(MULTI_STATE, PRESENT_VALUE, "9103")));
        assertEquals(result(MULTI_STATE, PRESENT_VALUE, "2103"), multiple(result(MULTI_STATE, PRESENT_VALUE, "3103")));
    }

    @Test
    public void answer_whatBelongs_isTheSameArray() {
        String priorities = "00".repeat(7) + REAL + "00".repeat(8);
        for (String good : new String[] {
            result(ANALOG_INPUT, PRESENT_VALUE, REAL),
            result(ANALOG_VALUE, PRESENT_VALUE, "00"),
            result(ANALOG_VALUE, "2957", priorities),
            result(ANALOG_VALUE, "29573908", "00"),
            result(MULTI_STATE, "296e", "73004f6e" + "7400" + "4f6666"),
            result(MULTI_STATE, "296e3900", "2102"),
            result(MULTI_STATE, "296e3901", "73004f6e"),
            result(MULTI_STATE, "296e", ""),
            result(PROPRIETARY, PRESENT_VALUE, THREE_LETTERS),
            result(ANALOG_INPUT, "2a0200", "0905" + "1906"),
            ANALOG_INPUT + "1e" + PRESENT_VALUE + "5e910291205f1f",
            ANALOG_INPUT + "1e1f"
        }) {
            byte[] npdu = HEX.parseHex(NETWORK + "30010e" + good);
            assertSame(good, npdu, SentValues.ofAnswer(npdu, 2, RawDevice.READ_MULTIPLE, 5));
            assertEquals(NETWORK + "30010e" + good, HEX.formatHex(npdu));
        }
    }

    @Test
    public void answer_elementsAndCounts_areLookedAt() {
        assertEquals(
                MULTI_STATE + "1e" + "296e" + "5e9301000793010002" + "5f" + FLAGS + "1f",
                multiple(result(MULTI_STATE, "296e", "73004f6e" + "2102")));
        assertEquals(
                MULTI_STATE + "1e" + "296e3900" + "5e9301000293010007" + "5f" + FLAGS + "1f",
                multiple(result(MULTI_STATE, "296e3900", "73004f6e")));
    }

    @Test
    public void answer_constructedValueOfAVendor_isItsOctets() {
        assertEquals(
                result(ANALOG_INPUT, "2a0200", "65080e21051e91061f0f"),
                multiple(result(ANALOG_INPUT, "2a0200", "0e21051e91061f0f")));
    }

    @Test
    public void report_wrongType_isMissing() {
        String head = "0901" + "1c02000007" + "2c00000001" + "3900" + "4e";
        String flags = "096f" + "2e8204002f" + "4f";
        assertEquals(
                head + flags,
                HEX.formatHex(SentValues.ofReport(HEX.parseHex(head + "0955" + "2e" + THREE_LETTERS + "2f" + flags))));
        byte[] good = HEX.parseHex(head + "0955" + "2e" + REAL + "2f" + flags);
        assertSame(good, SentValues.ofReport(good));
    }
}
