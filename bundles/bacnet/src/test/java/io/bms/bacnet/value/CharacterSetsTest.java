// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import java.util.HexFormat;
import org.junit.Test;

public class CharacterSetsTest {
    private static final HexFormat HEX = HexFormat.of();
    /** Two characters of JIS X 0208, and the same in UCS-4. */
    private static final String JIS = "7505" + "02" + "2422" + "4142";

    private static final String UCS_4 = "7509" + "03" + "00003042" + "0000758e";

    private static String readable(String header, String tags) {
        return HEX.formatHex(CharacterSets.readable(HEX.parseHex(header + tags), header.length() / 2));
    }

    @Test
    public void readable_everyStringWhereverItStands_isUcs4() {
        assertEquals("0c00000001194d3e" + UCS_4 + "3f", readable("", "0c00000001194d3e" + JIS + "3f"));
        assertEquals(
                "behind a header that looks like one",
                JIS + "3e" + UCS_4 + UCS_4 + "4441ac00003f",
                readable(JIS, "3e" + JIS + JIS + "4441ac00003f"));
        assertEquals(
                "behind a Boolean, an extended tag and a long one",
                "11" + "fe2a" + "65fe0003010203" + UCS_4 + "ff2a",
                readable("", "11" + "fe2a" + "65fe0003010203" + JIS + "ff2a"));
    }

    @Test
    public void readable_nothingToDo_isTheSameArray() {
        for (String good : new String[] {
            "",
            "7504004142" + "43",
            "7504" + "01" + "0352" + "81",
            "3d05" + "0224224142",
            "6505" + "0224224142",
            "7502" + "02" + "24",
            "7504" + "01" + "fffe" + "41",
            "7502" + "0224",
            "71" + "02"
        }) {
            byte[] data = HEX.parseHex(good);
            assertSame(good, data, CharacterSets.readable(data, 0));
        }
    }
}
