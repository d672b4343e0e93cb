// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.Optional;
import org.junit.Test;

public class ReplyTest {
    @Test
    public void address_readBack_isTheSame() {
        byte[] bytes = {0, 32, -1, 10};
        Reply reply = Reply.at(new Reply("a/b c", Optional.of(bytes)).address());
        assertEquals("a/b c", reply.topic());
        assertArrayEquals(bytes, reply.correlation().orElseThrow());
        assertEquals(
                0,
                Reply.at(new Reply("a", Optional.of(new byte[0])).address())
                        .correlation()
                        .orElseThrow()
                        .length);
        assertEquals(new Reply("a", Optional.empty()), Reply.at(new Reply("a", Optional.empty()).address()));
    }

    @Test
    public void at_somethingElse_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Reply.at("here"));
        assertThrows(IllegalArgumentException.class, () -> Reply.at("+not/base*64 here"));
    }
}
