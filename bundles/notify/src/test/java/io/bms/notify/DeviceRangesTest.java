// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

public class DeviceRangesTest {
    @Test
    public void ranges_andSingleDevices_areThoseAndNoOthers() {
        DeviceRanges some = DeviceRanges.parse(" 5-7  10 12-12 ");
        assertEquals(
                List.of(5, 6, 7, 10, 12),
                IntStream.range(0, 20).filter(some::contain).boxed().toList());
    }

    @Test
    public void whatIsNoRange_isRefused() {
        for (String text : List.of("", " ", "7-5", "a", "1-", "-3", "1,2", "12345678")) {
            assertThrows(text, IllegalArgumentException.class, () -> DeviceRanges.parse(text));
        }
    }
}
