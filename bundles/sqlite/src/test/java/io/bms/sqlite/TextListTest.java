// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.List;
import org.junit.Test;

public final class TextListTest {
    @Test
    public void decode_encoded_isTheSameList() {
        for (List<String> texts : List.of(
                List.<String>of(),
                List.of(""),
                List.of("off", "on"),
                List.of("3:off", "", ",;\n\"", "Zuluft \u00b0C \ud83d\ude00"))) {
            assertEquals(texts, TextList.decode(TextList.encode(texts)));
        }
    }

    @Test
    public void encode_texts_precedesEachByItsLength() {
        assertEquals("3:off2:on", TextList.encode(List.of("off", "on")));
    }

    @Test
    public void decode_brokenColumn_isRefused() {
        for (String broken : List.of("x", "5:abc", "-1:a", "a:b")) {
            assertThrows(broken, IllegalArgumentException.class, () -> TextList.decode(broken));
        }
    }
}
