// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** Answers reads of analog inputs as a {@link RawDevice}: instance n reads n + 0.5, unless told otherwise. */
final class ScriptedObjects {
    private static final int PRESENT_VALUE = 85;
    private static final int STATUS_FLAGS = 111;
    private static final HexFormat HEX = HexFormat.of();

    /** Error class and code of a property that the object has not (ASHRAE 135, 18.4). */
    private static final int PROPERTY = 2;

    private static final int UNKNOWN = 32;
    private static final byte[] UNKNOWN_PROPERTY = HEX.parseHex("5e910291205f");

    private final Map<Integer, byte[]> values = new ConcurrentHashMap<>();
    private final Map<Integer, IntFunction<byte[]>> properties = new ConcurrentHashMap<>(Map.of(
            PRESENT_VALUE, instance -> values.getOrDefault(instance, real(instance + 0.5f)),
            STATUS_FLAGS, instance -> HEX.parseHex("820400")));

    /** What another property looks like, by instance. */
    ScriptedObjects property(int property, IntFunction<String> tags) {
        properties.put(property, instance -> HEX.parseHex(tags.apply(instance)));
        return this;
    }

    /** What an instance's present value looks like on the wire, in hex. */
    ScriptedObjects value(int instance, String tags) {
        values.put(instance, HEX.parseHex(tags));
        return this;
    }

    private record Asked(byte[] object, int property) {
        int instance() {
            return ByteBuffer.wrap(object).getInt() & 0x3f_ffff;
        }
    }

    /** How many properties a ReadPropertyMultiple asks for. */
    static int count(RawDevice.Request request) {
        return asked(request.tags()).size();
    }

    private static List<Asked> asked(byte[] tags) {
        List<Asked> asked = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(tags);
        while (in.hasRemaining()) {
            in.get();
            byte[] object = new byte[4];
            in.get(object);
            in.get();
            while (in.get(in.position()) != 0x1f) {
                in.get();
                asked.add(new Asked(object, in.get() & 0xff));
            }
            in.get();
        }
        return asked;
    }

    /** To ReadProperty and ReadPropertyMultiple. */
    byte[] answer(RawDevice.Request request) {
        return request.service() == RawDevice.READ ? read(request) : readMultiple(request);
    }

    byte[] readMultiple(RawDevice.Request request) {
        List<byte[]> parts = new ArrayList<>();
        for (Asked asked : asked(request.tags())) {
            parts.add(new byte[] {0x0c});
            parts.add(asked.object());
            parts.add(new byte[] {0x1e, 0x29, (byte) asked.property()});
            parts.add(
                    isScripted(asked)
                            ? RawDevice.bytes(new byte[] {0x4e}, tags(asked), new byte[] {0x4f})
                            : UNKNOWN_PROPERTY);
            parts.add(new byte[] {0x1f});
        }
        return request.complexAck(RawDevice.bytes(parts.toArray(new byte[0][])));
    }

    byte[] read(RawDevice.Request request) {
        Asked asked = new Asked(java.util.Arrays.copyOfRange(request.tags(), 1, 5), request.tags()[6] & 0xff);
        return !isScripted(asked)
                ? request.error(PROPERTY, UNKNOWN)
                : request.complexAck(RawDevice.bytes(
                        new byte[] {0x0c},
                        asked.object(),
                        new byte[] {0x19, (byte) asked.property(), 0x3e},
                        tags(asked),
                        new byte[] {0x3f}));
    }

    private boolean isScripted(Asked asked) {
        return properties.containsKey(asked.property());
    }

    private byte[] tags(Asked asked) {
        return properties.get(asked.property()).apply(asked.instance());
    }

    private static byte[] real(float value) {
        return ByteBuffer.allocate(5).put((byte) 0x44).putFloat(value).array();
    }
}
