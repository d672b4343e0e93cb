// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.broker.OwedRecord.Progress;
import java.util.Arrays;
import org.junit.Test;

public class OwedRecordTest {
    private static final OwedRecord RECORD = new OwedRecord(1L << 40, "iot/+/größe/#", new Progress(48, 7));
    private static final int BEFORE_FILTER = 17;

    @Test
    public void encodedAndDecoded_isTheSame() {
        assertEquals(RECORD, OwedRecord.decoded(RECORD.encoded()));
    }

    @Test
    public void decoded_cutOff_isRefused() {
        for (int length = 0; length < BEFORE_FILTER; length++) {
            byte[] cut = Arrays.copyOf(RECORD.encoded(), length);
            assertThrows(IllegalArgumentException.class, () -> OwedRecord.decoded(cut));
        }
    }

    @Test
    public void decoded_ofAnotherFormat_isRefused() {
        byte[] later = RECORD.encoded();
        later[0] = 2;
        assertThrows(IllegalArgumentException.class, () -> OwedRecord.decoded(later));
    }

    @Test
    public void decoded_withoutSlots_isRefused() {
        byte[] none = new OwedRecord(1, "a", new Progress(0, 0)).encoded();
        assertThrows(IllegalArgumentException.class, () -> OwedRecord.decoded(none));
    }
}
