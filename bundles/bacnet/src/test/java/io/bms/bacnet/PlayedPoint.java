// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One point of a {@link RawDevice} that can be written; values are tags in hex. Lives on the device's thread once it
 * runs.
 */
final class PlayedPoint {
    static final String BEFORE = "4441a80000";
    static final String WRITTEN = "4441b00000";
    static final String NULL = "00";
    private static final int PRESENT_VALUE = 85;
    private static final int PRIORITY_ARRAY = 87;
    private static final int PROPERTY = 2;
    private static final int UNKNOWN_PROPERTY = 32;
    private static final HexFormat HEX = HexFormat.of();

    final List<String> written = new CopyOnWriteArrayList<>();
    private final Map<Integer, String> properties =
            new ConcurrentHashMap<>(Map.of(PRESENT_VALUE, BEFORE, 111, "820400"));
    private final ScheduledExecutorService timer;
    private volatile String[] slots = new String[0];
    private volatile UnaryOperator<String> keeps = value -> value;
    private volatile int scanMs;
    private volatile int busyMs;
    private volatile long busyUntil;
    private volatile Function<RawDevice.Request, byte[]> busy = request -> new byte[0];
    private volatile int[] slotError = {PROPERTY, UNKNOWN_PROPERTY};
    private volatile boolean muteSlots;
    private volatile boolean wholeForSlots;

    PlayedPoint(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    PlayedPoint property(int property, String tags) {
        properties.put(property, tags);
        return this;
    }

    PlayedPoint withPriorityArray() {
        slots = new String[16];
        Arrays.fill(slots, NULL);
        return this;
    }

    PlayedPoint slot(int priority, String tags) {
        slots[priority - 1] = tags;
        return this;
    }

    /** With this error it answers reads of its priority array. */
    PlayedPoint slotError(int errorClass, int code) {
        slots = new String[0];
        slotError = new int[] {errorClass, code};
        return this;
    }

    /** It does not answer a request for a single slot. */
    PlayedPoint withMuteSlots() {
        muteSlots = true;
        return this;
    }

    /** It answers a request for a single slot with the whole priority array. */
    PlayedPoint withWholeForSlots() {
        wholeForSlots = true;
        return this;
    }

    /** What it makes of a value that is written. */
    PlayedPoint keeps(UnaryOperator<String> what) {
        keeps = what;
        return this;
    }

    /** Its present value follows so long after the write. */
    PlayedPoint scan(int ms) {
        scanMs = ms;
        return this;
    }

    /** So long after a write it answers reads like this. */
    PlayedPoint busy(int ms, Function<RawDevice.Request, byte[]> answer) {
        busyMs = ms;
        busy = answer;
        return this;
    }

    byte[] answer(RawDevice.Request request) {
        if (request.service() == RawDevice.WRITE) {
            return write(request);
        }
        if (System.nanoTime() - busyUntil < 0) {
            return busy.apply(request);
        }
        return request.service() == RawDevice.READ ? read(request) : readMultiple(request);
    }

    private byte[] write(RawDevice.Request request) {
        byte[] tags = request.tags();
        int priority = tags[tags.length - 1];
        String value = HEX.formatHex(tags, 8, tags.length - 3);
        written.add(value);
        String kept = keeps.apply(value);
        if (slots.length > 0) {
            slots[priority - 1] = kept;
        }
        busyUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(busyMs);
        Runnable shows = () -> properties.put(PRESENT_VALUE, slots.length > 0 ? strongest() : kept);
        if (scanMs == 0) {
            shows.run();
        } else {
            timer.schedule(shows, scanMs, TimeUnit.MILLISECONDS);
        }
        return request.simpleAck();
    }

    private String strongest() {
        return Arrays.stream(slots)
                .filter(slot -> !slot.equals(NULL))
                .findFirst()
                .orElse(BEFORE);
    }

    private byte[] read(RawDevice.Request request) {
        byte[] tags = request.tags();
        int property = tags[6] & 0xff;
        int index = tags.length > 7 ? tags[8] : -1;
        if (muteSlots && property == PRIORITY_ARRAY && index >= 0) {
            return new byte[0];
        }
        String value = value(property, index);
        return value.isEmpty()
                ? property == PRIORITY_ARRAY
                        ? request.error(slotError[0], slotError[1])
                        : request.error(PROPERTY, UNKNOWN_PROPERTY)
                : request.complexAck(HEX.parseHex(
                        HEX.formatHex(tags, 0, isWhole(property) ? 7 : tags.length) + "3e" + value + "3f"));
    }

    private byte[] readMultiple(RawDevice.Request request) {
        byte[] tags = request.tags();
        StringBuilder answer = new StringBuilder(HEX.formatHex(tags, 0, 5) + "1e");
        for (int at = 6; tags[at] != 0x1f; ) {
            int property = tags[at + 1] & 0xff;
            int index = tags[at + 2] == 0x19 ? tags[at + 3] : -1;
            at += index < 0 ? 2 : 4;
            if (muteSlots && property == PRIORITY_ARRAY && index >= 0) {
                return new byte[0];
            }
            String value = value(property, index);
            int[] error = property == PRIORITY_ARRAY ? slotError : new int[] {PROPERTY, UNKNOWN_PROPERTY};
            answer.append(String.format("29%02x", property))
                    .append(index < 0 || isWhole(property) ? "" : String.format("39%02x", index))
                    .append(
                            value.isEmpty()
                                    ? String.format("5e91%02x91%02x5f", error[0], error[1])
                                    : "4e" + value + "4f");
        }
        return request.complexAck(HEX.parseHex(answer + "1f"));
    }

    private String value(int property, int index) {
        if (property != PRIORITY_ARRAY) {
            return properties.getOrDefault(property, "");
        }
        if (slots.length == 0) {
            return "";
        }
        return index < 0 || wholeForSlots ? String.join("", slots) : slots[index - 1];
    }

    private boolean isWhole(int property) {
        return wholeForSlots && property == PRIORITY_ARRAY;
    }
}
