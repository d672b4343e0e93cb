// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Hostile datagrams without end, the same for the same seed. */
final class FuzzedTraffic {
    private static final HexFormat HEX = HexFormat.of();
    private static final int FALSE_DEVICES = 10_000;
    private static final int LONGEST = 1497;
    private static final long[] TAG_LENGTHS = {
        0,
        1,
        2,
        4,
        5,
        6,
        7,
        252,
        253,
        254,
        255,
        256,
        1023,
        1476,
        65_534,
        65_535,
        65_536,
        0xf_ffffL,
        0x10_0000L,
        0x10_0001L,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_0000L,
        0xffff_fffaL,
        0xffff_fffeL,
        0xffff_ffffL
    };
    /** Bodies as the services of ASHRAE 135 have them: of notifications, writes, transfers, alarms, files and reads. */
    private static final byte[][] BODIES = {
        HEX.parseHex("0c023ffed0194d"),
        HEX.parseHex("0c023ffed01e0955094d1f"),
        HEX.parseHex("0c023ffed0194d3e7506006e616d65213f490a"),
        HEX.parseHex("09011c020000011c0000000129004e09552e44420000002f4f"),
        HEX.parseHex("09001901" + "2e4441a000002f"),
        HEX.parseHex("a47b0b1701b4171b0000"),
        HEX.parseHex("0903e81a07d0"),
        HEX.parseHex("c4020004d22205c491002105"),
        HEX.parseHex("2d02000041"),
        HEX.parseHex("09ff1901"),
        HEX.parseHex("09011c0000000129013a012c"),
        HEX.parseHex("c4028000010e310031643f0f"),
        HEX.parseHex("0c0000000119554e09001a00643e003f4f"),
        HEX.parseHex("09011c020000012c000000013e19053f49046900790589019a0064a903b904ce5c00a0"),
        HEX.parseHex("1900")
    };

    private final Random random;
    private final List<byte[]> recorded;
    private final List<Supplier<byte[]>> kinds = List.of(
            this::noise,
            this::truncated,
            this::mutated,
            this::mutated,
            this::everyService,
            this::everyService,
            this::tagOfBoundaryLength,
            this::tagOfBoundaryLength,
            this::segment,
            this::falseDevice,
            this::guessedAnswer,
            this::networkMessage);

    FuzzedTraffic(long seed, List<Conversation.Datagram> conversation) {
        random = new Random(seed);
        recorded = conversation.stream().map(Conversation.Datagram::data).toList();
    }

    byte[] next() {
        return kinds.get(random.nextInt(kinds.size())).get();
    }

    /**
     * What a device may answer to a request that it was asked, under the right invoke id: an application layer packet.
     */
    byte[] answerTo(RawDevice.Request request) {
        byte id = (byte) request.invokeId();
        byte service = (byte) request.service();
        return switch (random.nextInt(4)) {
            case 0 -> RawDevice.bytes(new byte[] {0x30, id, service}, tagsOfBoundaryLength());
            case 1 ->
                RawDevice.bytes(
                        new byte[] {
                            (byte) (random.nextBoolean() ? 0x3c : 0x38),
                            id,
                            (byte) random.nextInt(4),
                            (byte) (1 + random.nextInt(127)),
                            service
                        },
                        random.nextBoolean() ? tagsOfBoundaryLength() : bytes(random.nextInt(100)));
            case 2 ->
                RawDevice.bytes(
                        new byte[] {(byte) (0x20 + 0x10 * random.nextInt(6)), id, service}, bytes(random.nextInt(8)));
            default -> request.complexAck(one(List.of(BODIES)));
        };
    }

    private byte[] noise() {
        byte[] data = bytes(random.nextInt(random.nextInt(20) == 0 ? LONGEST : 64));
        if (data.length >= 6 && random.nextBoolean()) {
            data[0] = (byte) 0x81;
            data[1] = (byte) random.nextInt(13);
            ByteBuffer.wrap(data).putShort(2, (short) data.length);
            data[4] = 1;
        }
        return data;
    }

    private byte[] truncated() {
        byte[] data = one(recorded);
        byte[] cut = Arrays.copyOf(data, random.nextInt(data.length));
        return cut.length > 4 && random.nextBoolean() ? withLength(cut) : cut;
    }

    private byte[] mutated() {
        byte[] data = one(recorded).clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            data[random.nextInt(data.length)] = (byte) random.nextInt();
        }
        return random.nextBoolean() ? withLength(data) : data;
    }

    private byte[] everyService() {
        byte[] body = BODIES[random.nextInt(BODIES.length)].clone();
        if (random.nextInt(3) > 0) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return application(
                switch (random.nextInt(4)) {
                    case 0 -> new byte[] {0, 5, octet(), (byte) random.nextInt(36)};
                    case 1 -> new byte[] {0x10, (byte) random.nextInt(16)};
                    case 2 -> new byte[] {0x30, octet(), (byte) random.nextInt(36)};
                    default -> new byte[] {0x50, octet(), (byte) random.nextInt(36)};
                },
                body);
    }

    private byte[] tagOfBoundaryLength() {
        byte[] header = random.nextBoolean()
                ? new byte[] {0x10, (byte) random.nextInt(12)}
                : new byte[] {0, 5, octet(), (byte) (random.nextBoolean() ? 12 : 14)};
        return application(header, tagsOfBoundaryLength());
    }

    private byte[] tagsOfBoundaryLength() {
        long length = TAG_LENGTHS[random.nextInt(TAG_LENGTHS.length)];
        ByteBuffer tag = ByteBuffer.allocate(16);
        int number = random.nextInt(16);
        int form = random.nextInt(4);
        tag.put((byte) (number << 4 | (random.nextBoolean() ? 8 : 0) | (form == 0 ? (int) (length & 7) : 5)));
        if (number == 15) {
            tag.put(octet());
        }
        switch (form) {
            case 0 -> tag.position(tag.position());
            case 1 -> tag.put((byte) length);
            case 2 -> tag.put((byte) 254).putShort((short) length);
            default -> tag.put((byte) 255).putInt((int) length);
        }
        byte[] content = bytes((int) Math.min(length, random.nextInt(300)));
        byte[] body = BODIES[random.nextInt(BODIES.length)];
        byte[] head = Arrays.copyOf(body, random.nextInt(body.length + 1));
        return RawDevice.bytes(head, Arrays.copyOf(tag.array(), tag.position()), content);
    }

    private byte[] segment() {
        byte first = (byte) (random.nextBoolean() ? 0x3c : 0x0c);
        byte[] header = first == 0x3c
                ? new byte[] {first, octet(), octet(), (byte) (1 + random.nextInt(127)), 14}
                : new byte[] {first, 5, octet(), octet(), (byte) (1 + random.nextInt(127)), 14};
        return application(header, bytes(random.nextInt(100)));
    }

    private byte[] falseDevice() {
        int instance = 1_000_000 + random.nextInt(FALSE_DEVICES);
        return application(
                new byte[] {0x10, 0},
                ByteBuffer.allocate(12)
                        .put((byte) 0xc4)
                        .putInt(8 << 22 | instance)
                        .put(HEX.parseHex("2205c491002105"))
                        .array());
    }

    private byte[] guessedAnswer() {
        return application(new byte[] {0x30, octet(), 12}, HEX.parseHex("0c0000000119553e44447a00003f"));
    }

    private byte[] networkMessage() {
        byte[] data = RawDevice.bytes(new byte[] {(byte) 0x81, 0x0a, 0, 0, 1, octet()}, bytes(random.nextInt(30)));
        return withLength(data);
    }

    private static byte[] application(byte[] header, byte[] body) {
        return RawDevice.unicast(RawDevice.bytes(header, body));
    }

    private static byte[] withLength(byte[] data) {
        ByteBuffer.wrap(data).putShort(2, (short) data.length);
        return data;
    }

    private byte[] bytes(int count) {
        byte[] data = new byte[count];
        random.nextBytes(data);
        return data;
    }

    private byte octet() {
        return (byte) random.nextInt();
    }

    private byte[] one(List<byte[]> from) {
        return from.get(random.nextInt(from.size()));
    }
}
