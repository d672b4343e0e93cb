// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.testkit.FakeAccounts;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Draws MQTT packets of a client: most of them right, some with a field that is wrong or at its limit,
 * some cut, doubled or with a flipped byte. The same seed draws the same packets.
 */
final class PacketGrammar {
    private static final List<String> GOOD =
            List.of("fuzz/a", "fuzz/b/c", "fuzz/\u00e4/\u20ac", "fuzz//", "fuzz/a.b*c");
    private static final List<String> WILD = List.of("fuzz/#", "fuzz/+/c", "+/a", "#", "$share/g/fuzz/#");
    private static final List<String> BAD =
            List.of("", "a#", "#/a", "+b", "a\u0001", "a\u001f/b", "\uffff", "$share//#", "$share/+/x", "$SYS/x");
    private static final List<String> PROPERTIES = List.of(
            "0100",
            "0200000e10",
            "0300017a",
            "08000666757a7a2f72",
            "0900020102",
            "0b01",
            "1100000e10",
            "1500016d",
            "16000101",
            "1700",
            "1800000001",
            "1900",
            "210010",
            "220010",
            "230001",
            "1f000178",
            "2600016b000176",
            "2700001000",
            "0102",
            "210000",
            "7f00",
            "26",
            "2600000000",
            "080001c0",
            "ffffffff7f");

    private final Random random;

    PacketGrammar(long seed) {
        random = new Random(seed);
    }

    /** Of a client that is signed in. */
    byte[] packet(int version) {
        byte[] packet =
                switch (random.nextInt(20)) {
                    case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> publish(version);
                    case 10, 11, 12 -> filters(0x82, version, true);
                    case 13 -> filters(0xA2, version, false);
                    case 14, 15 -> acknowledgement(version);
                    case 16, 17, 18 -> new byte[] {(byte) 0xC0, 0};
                    default -> rare(version);
                };
        return random.nextInt(12) == 0 ? broken(packet) : packet;
    }

    byte[] connect(int version) {
        int flags =
                rarely() ? random.nextInt(256) : 0xC2 | (random.nextInt(4) == 0 ? 0x04 | random.nextInt(4) << 3 : 0);
        ByteArrayOutputStream will = new ByteArrayOutputStream();
        if ((flags & 0x04) != 0) {
            will.writeBytes(version == 5 ? properties(List.of("1800000001", "0100", "2600016b000176")) : new byte[0]);
            will.writeBytes(RawClient.text(topic()));
            will.writeBytes(RawClient.text(new byte[random.nextInt(50)]));
        }
        byte[] body = RawClient.connectBody(
                rarely() ? random.nextInt(256) : version,
                flags,
                version == 5 && random.nextBoolean() ? "1100000e10" : "",
                rarely() ? BAD.get(random.nextInt(BAD.size())) : "fuzz" + random.nextInt(5),
                HexFormat.of().formatHex(will.toByteArray()),
                rarely() ? topic() : RawClient.utf8(FakeAccounts.NAME));
        byte[] packet = RawClient.packet(0x10, body);
        return random.nextInt(6) == 0 ? broken(packet) : packet;
    }

    private byte[] publish(int version) {
        int qos = rarely() ? random.nextInt(4) : random.nextInt(3);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(RawClient.text(topic()));
        if (qos > 0) {
            packetId(body);
        }
        if (version == 5) {
            body.writeBytes(properties(PROPERTIES.subList(0, 5)));
        }
        body.writeBytes(new byte[rarely() ? random.nextInt(5_000) : random.nextInt(40)]);
        int flags = qos << 1 | (random.nextInt(10) == 0 ? 1 : 0) | (qos > 0 && rarely() ? 8 : 0);
        return RawClient.packet(0x30 | flags, body.toByteArray());
    }

    private byte[] filters(int first, int version, boolean options) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        packetId(body);
        if (version == 5) {
            body.writeBytes(properties(options ? List.of("0b01", "2600016b000176") : List.of("2600016b000176")));
        }
        int count = rarely() ? random.nextInt(150) : 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            body.writeBytes(RawClient.text(random.nextBoolean() ? topic() : RawClient.utf8(pick(WILD))));
            if (options) {
                body.write(rarely() ? random.nextInt(256) : random.nextInt(3));
            }
        }
        return RawClient.packet(first, body.toByteArray());
    }

    private byte[] acknowledgement(int version) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        packetId(body);
        if (version == 5 && random.nextBoolean()) {
            body.write(random.nextInt(3) == 0 ? 0x80 : 0);
            if (random.nextBoolean()) {
                body.writeBytes(properties(List.of("1f000178")));
            }
        }
        int type = 4 + random.nextInt(4);
        return RawClient.packet(type << 4 | (type == 6 ? 2 : 0), body.toByteArray());
    }

    private byte[] rare(int version) {
        return switch (random.nextInt(6)) {
            case 0 -> RawClient.packet(0xE0, new byte[0]);
            case 1 -> RawClient.packet(0xE0, RawClient.join(new byte[] {4}, properties(PROPERTIES)));
            case 2 -> connect(version);
            case 3 -> RawClient.packet(0xF0, RawClient.join(new byte[] {0x18}, properties(PROPERTIES)));
            case 4 -> RawClient.packet(random.nextInt(256), new byte[random.nextInt(8)]);
            default -> new byte[] {(byte) 0xC0, 0};
        };
    }

    private byte[] topic() {
        if (!rarely()) {
            return RawClient.utf8(pick(GOOD));
        }
        return switch (random.nextInt(5)) {
            case 0 -> RawClient.utf8("/".repeat(62 + random.nextInt(4)));
            case 1 -> RawClient.utf8("x".repeat(1_022 + random.nextInt(4)));
            case 2 -> HexFormat.of().parseHex(pick(List.of("00", "c0af", "eda080", "f4908080", "6100", "ff", "c3")));
            case 3 -> new byte[random.nextInt(40_000)];
            default -> RawClient.utf8(pick(BAD));
        };
    }

    private byte[] properties(List<String> likely) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int count = rarely() ? random.nextInt(70) : random.nextInt(2);
        for (int i = 0; i < count; i++) {
            all.writeBytes(HexFormat.of().parseHex(pick(rarely() ? PROPERTIES : likely)));
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int length = all.size(); ; length >>= 7) {
            whole.write(length > 127 ? length & 127 | 128 : length);
            if (length <= 127) {
                break;
            }
        }
        whole.writeBytes(all.toByteArray());
        return whole.toByteArray();
    }

    private void packetId(ByteArrayOutputStream body) {
        int id = rarely() ? 0 : 1 + random.nextInt(60_000);
        body.write(id >> 8);
        body.write(id);
    }

    private byte[] broken(byte[] packet) {
        if (packet.length < 2) {
            return packet;
        }
        byte[] copy = packet.clone();
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(copy, random.nextInt(copy.length + 1));
            case 1 -> RawClient.join(copy, Arrays.copyOfRange(copy, Math.min(2, copy.length), copy.length));
            case 2 -> RawClient.packet(copy[0], Arrays.copyOfRange(copy, 2, 2 + random.nextInt(copy.length - 1)));
            default -> {
                copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
                yield copy;
            }
        };
    }

    private boolean rarely() {
        return random.nextInt(40) == 0;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
