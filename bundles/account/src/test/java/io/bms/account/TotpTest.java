// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.Test;

public final class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);

    /** RFC 6238, appendix B, whose codes have eight digits; the last six are those of six. */
    @Test
    public void code_vectorsOfTheRfc_areMet() {
        Map<Long, String> vectors = Map.of(
                59L, "94287082",
                1_111_111_109L, "07081804",
                1_111_111_111L, "14050471",
                1_234_567_890L, "89005924",
                2_000_000_000L, "69279037",
                20_000_000_000L, "65353130");
        vectors.forEach((seconds, code) -> assertEquals(code.substring(2), Totp.code(SECRET, seconds / 30)));
    }

    @Test
    public void step_oneStepOffAtMostAndNoneAgain() {
        Instant now = Instant.ofEpochSecond(1_111_111_109L);
        long step = 1_111_111_109L / 30;
        for (long near = step - 1; near <= step + 1; near++) {
            assertEquals(OptionalLong.of(near), Totp.step(SECRET, Totp.code(SECRET, near), now, -1));
            assertEquals(OptionalLong.empty(), Totp.step(SECRET, Totp.code(SECRET, near), now, near));
        }
        assertEquals(OptionalLong.empty(), Totp.step(SECRET, Totp.code(SECRET, step - 2), now, -1));
        assertEquals(OptionalLong.empty(), Totp.step(SECRET, Totp.code(SECRET, step + 2), now, -1));
        assertEquals(OptionalLong.empty(), Totp.step(SECRET, "", now, -1));
    }

    /** RFC 4648, 10, without its padding. */
    @Test
    public void text_isBase32() {
        assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.text(SECRET));
        assertEquals("MZXW6YTB", Totp.text("fooba".getBytes(US_ASCII)));
    }
}
