// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static io.bms.broker.TopicRules.Soundness.INVALID;
import static io.bms.broker.TopicRules.Soundness.MALFORMED;
import static io.bms.broker.TopicRules.Soundness.SOUND;
import static org.junit.Assert.assertEquals;

import io.bms.broker.TopicRules.Soundness;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.Test;

/** MQTT 5, 1.5.4 and 4.7, as tables. */
public class TopicRulesTest {
    @Test
    public void topicName_table_isJudged() {
        assertNames(SOUND, "a", "/", "//", "a/b", "/a/", "a b", "\u00e4/\u20ac/\ud83d\ude00", "$SYS/x", "a.b*c:\\d'e");
        assertNames(SOUND, levels(64), "x".repeat(1_024));
        assertNames(INVALID, "", "#", "+", "a/#", "a+", levels(65), "x".repeat(1_025));
        assertNames(INVALID, "a\u0001b", "a\u0002", "\u0003", "a\u001fb", "a\u007fb", "a\u0080b", "a\u009f", "a\nb");
        assertNames(INVALID, "\uffff", "\ufffe", "\ufdd0", "\ufdef", "\ud83f\udfff", "\udbff\udfff");
        assertNames(MALFORMED, "\u0000", "a\u0000b", "a/\u0000/\u0001");
    }

    @Test
    public void topicFilter_table_isJudged() {
        assertFilters(SOUND, "#", "+", "a/#", "a/+/b", "+/+", "/+", "+/", "/#", "+/#", "a", "a/b/+/#", "$SYS/#");
        assertFilters(SOUND, "$share/g/#", "$share/g/a/+", "$share/g//", "$share/g/a", "$shared/x", "$share");
        assertFilters(INVALID, "", "a#", "#/a", "a/#/b", "a+", "+a/b", "a+/b", "++", "##", "a/b#", "#/a/#/z");
        assertFilters(
                INVALID, "$share//#", "$share/g", "$share/g/", "$share/", "$share/+/x", "$share/g#/x", "$share/a+/b");
        assertFilters(INVALID, "$share/g/a#", levels(65), "a\u0001", "a/\u007f/#");
        assertFilters(MALFORMED, "a/\u0000", "\u0000/#");
    }

    @Test
    public void text_table_isJudged() {
        assertEquals(SOUND, text(utf8("")));
        assertEquals(SOUND, text(utf8("a+#/" + levels(100))));
        assertEquals(INVALID, text(utf8("twin\u0001one")));
        assertEquals(MALFORMED, text(utf8("a\u0000")));
    }

    @Test
    public void encoding_illFormed_isMalformed() {
        for (String hex : new String[] {
            "80",
            "bf",
            "c0af",
            "c1bf",
            "c2",
            "e282",
            "e0809f",
            "e09fbf",
            "eda080",
            "edbfbf",
            "f08f8080",
            "f4908080",
            "f5808080",
            "fe",
            "ff",
            "61c3",
            "f09f98",
            "e282e2",
            "c3c3",
            "f0808080"
        }) {
            assertEquals(hex, MALFORMED, text(HexFormat.of().parseHex(hex)));
        }
    }

    /** Java's own strict decoder is the reference. */
    @Test
    public void encoding_random_agreesWithJava() {
        Random random = new Random(19);
        byte[] pool = HexFormat.of().parseHex("41c3a9e282acf09f9880eda080c0aff48fbfbef4908080efbfbd7ff1");
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(5)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(3) == 0 ? (byte) random.nextInt(256) : pool[random.nextInt(pool.length)];
            }
            boolean hasNul = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(0) >= 0;
            assertEquals(HexFormat.of().formatHex(bytes), isUtf8(bytes) && !hasNul, text(bytes) != Soundness.MALFORMED);
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException illFormed) {
            return false;
        }
    }

    private static void assertNames(Soundness expected, String... names) {
        for (String name : names) {
            ByteBuf bytes = Unpooled.wrappedBuffer(utf8(name));
            assertEquals(readable(name), expected, TopicRules.topicName(bytes, 0, bytes.readableBytes()));
            assertEquals(readable(name), expected == SOUND, TopicRules.isTopicName(name));
        }
    }

    private static void assertFilters(Soundness expected, String... filters) {
        for (String filter : filters) {
            ByteBuf bytes = Unpooled.wrappedBuffer(utf8(filter));
            assertEquals(readable(filter), expected, TopicRules.topicFilter(bytes, 0, bytes.readableBytes()));
            assertEquals(readable(filter), expected == SOUND, TopicRules.isTopicFilter(filter));
        }
    }

    private static Soundness text(byte[] bytes) {
        return TopicRules.text(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }

    private static String levels(int count) {
        return "/".repeat(count - 1);
    }

    private static String readable(String text) {
        return "'" + BrokerReport.readable(text) + "'";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
