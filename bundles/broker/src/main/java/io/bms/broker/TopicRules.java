// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * What a text, a topic name and a topic filter may look like: MQTT 5, 1.5.4 and 4.7, which version 3.1.1
 * shares, and two limits of this broker's own. Judged in the bytes that came, in one pass, so that a text
 * is refused before anything is made of it.
 *
 * <p>Control characters, which the standard lets a receiver refuse, are refused: Artemis's stand-ins
 * ({@link TopicSpelling}) are among them, and clients, the gateway's own included, close their connection on one.
 *
 * <p>Thread: any.
 */
final class TopicRules {
    /** Artemis walks a topic by recursion, level by level; the gateway's own topics have eight. */
    static final int MAX_LEVELS = 64;
    /** Each topic that is known costs memory several times its length. */
    static final int MAX_TOPIC_BYTES = 1_024;

    private static final int ILL_FORMED = -1;
    private static final byte[] SHARE = {'$', 's', 'h', 'a', 'r', 'e', '/'};

    /** How a text fares. */
    enum Soundness {
        SOUND,
        /** Not allowed here; the packet that carries it is whole, and can be answered. */
        INVALID,
        /** Not UTF-8, or with U+0000: the packet is malformed (MQTT 5, 1.5.4). */
        MALFORMED
    }

    private TopicRules() {}

    /** A text that is shown or compared: a user name, a client id. */
    static Soundness text(ByteBuf bytes, int from, int length) {
        return scan(bytes, from, length, false);
    }

    /** Where a message is published to. */
    static Soundness topicName(ByteBuf bytes, int from, int length) {
        Soundness text = scan(bytes, from, length, true);
        if (text != Soundness.SOUND) {
            return text;
        }
        for (int i = from; i < from + length; i++) {
            byte b = bytes.getByte(i);
            if (b == '#' || b == '+') {
                return Soundness.INVALID;
            }
        }
        return Soundness.SOUND;
    }

    /** What is subscribed to, a shared subscription (4.8.2) included. */
    static Soundness topicFilter(ByteBuf bytes, int from, int length) {
        Soundness text = scan(bytes, from, length, true);
        if (text != Soundness.SOUND) {
            return text;
        }
        int end = from + length;
        int start = from;
        if (isShared(bytes, from, length)) {
            int name = from + SHARE.length;
            start = next(bytes, name, end) + 1;
            // at least one character of a name without a wildcard, a slash, and at least one of a filter
            if (start - 1 == name || start >= end || hasWildcard(bytes, name, start)) {
                return Soundness.INVALID;
            }
        }
        return wildcardsInPlace(bytes, start, end) ? Soundness.SOUND : Soundness.INVALID;
    }

    /** As a publication's topic that comes from a store rather than from a client. */
    static boolean isTopicName(String topic) {
        return is(topic, TopicRules::topicName);
    }

    /** A quick look that is enough for most topics: those in ASCII. */
    static boolean isPlain(String topic) {
        int length = topic.length();
        int levels = 1;
        boolean plain = length > 0 && length <= MAX_TOPIC_BYTES;
        for (int i = 0; plain && i < length; i++) {
            char c = topic.charAt(i);
            plain = c >= ' ' && c < 0x7F && c != '#' && c != '+';
            levels += c == '/' ? 1 : 0;
        }
        return plain && levels <= MAX_LEVELS;
    }

    static boolean isTopicFilter(String filter) {
        return is(filter, TopicRules::topicFilter);
    }

    private interface Rule {
        Soundness judge(ByteBuf bytes, int from, int length);
    }

    private static boolean is(String text, Rule rule) {
        ByteBuf bytes = Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
        return rule.judge(bytes, 0, bytes.readableBytes()) == Soundness.SOUND;
    }

    /** A {@code #} alone in the last level, a {@code +} alone in any (4.7.1). */
    private static boolean wildcardsInPlace(ByteBuf bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = bytes.getByte(i);
            boolean begins = i == start || bytes.getByte(i - 1) == '/';
            boolean last = i == end - 1;
            if (b == '#' && !(begins && last) || b == '+' && !(begins && (last || bytes.getByte(i + 1) == '/'))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isShared(ByteBuf bytes, int from, int length) {
        if (length < SHARE.length) {
            return false;
        }
        for (int i = 0; i < SHARE.length; i++) {
            if (bytes.getByte(from + i) != SHARE[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasWildcard(ByteBuf bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes.getByte(i) == '#' || bytes.getByte(i) == '+') {
                return true;
            }
        }
        return false;
    }

    /** Where the next slash is, or the end. */
    private static int next(ByteBuf bytes, int from, int end) {
        int at = bytes.indexOf(from, end, (byte) '/');
        return at < 0 ? end : at;
    }

    private static Soundness scan(ByteBuf bytes, int from, int length, boolean topic) {
        boolean allowed = !topic || length > 0 && length <= MAX_TOPIC_BYTES;
        int levels = 1;
        int end = from + length;
        int at = from;
        while (at < end) {
            int point = bytes.getByte(at);
            if (point < 0) {
                point = beyondAscii(bytes, at, end);
                at += utf8Bytes(point);
            } else {
                at++;
            }
            if (point == ILL_FORMED || point == 0) {
                return Soundness.MALFORMED;
            }
            levels += point == '/' ? 1 : 0;
            allowed &= !isControl(point) && !isNoncharacter(point);
        }
        return allowed && !(topic && levels > MAX_LEVELS) ? Soundness.SOUND : Soundness.INVALID;
    }

    private static boolean isControl(int point) {
        return point < 0x20 || point >= 0x7F && point <= 0x9F;
    }

    private static boolean isNoncharacter(int point) {
        return (point & 0xFFFE) == 0xFFFE || point >= 0xFDD0 && point <= 0xFDEF;
    }

    private static int utf8Bytes(int point) {
        return point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
    }

    /** The code point that starts here; surrogates, overlong forms and what is cut off are ill-formed. */
    private static int beyondAscii(ByteBuf bytes, int at, int end) {
        int lead = bytes.getUnsignedByte(at);
        int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        if (lead < 0xC2 || lead > 0xF4 || at + more >= end) {
            return ILL_FORMED;
        }
        int point = lead & 0x3F >> more;
        for (int i = 1; i <= more; i++) {
            int next = bytes.getUnsignedByte(at + i);
            if ((next & 0xC0) != 0x80) {
                return ILL_FORMED;
            }
            point = point << 6 | next & 0x3F;
        }
        boolean shortest = utf8Bytes(point) == more + 1 && point >= 0x80;
        boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
        return shortest && !surrogate && point <= 0x10_FFFF ? point : ILL_FORMED;
    }
}
