// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The recipient list of one notification class, as a device keeps it: AddListElement and RemoveListElement as ASHRAE
 * 135, 15.1 and 15.2 say, or as an odd device understands them.
 */
final class ListKeeper {
    static final int ADD = 8;
    static final int REMOVE = 9;
    private static final int UNKNOWN_PROPERTY = 32;
    /** The octets of an entry to a device with a process identifier of this many octets, without the latter. */
    private static final int BESIDE_PROCESS = 3 + 5 + 5 + 5 + 1 + 1 + 3;

    /** How a device treats a request to change its list. */
    enum Manner {
        /** As the standard says. */
        GOOD,
        /** There is no room: resources, no space to add list element. */
        FULL,
        /** Property, write access denied. */
        DENIED,
        /** It has not the service. */
        UNRECOGNIZED,
        /** It says that it did it, and did not. */
        LYING,
        /** It does it, and answers with an error, which is not as these services have it. */
        MODEST,
        /** It does it, and does not answer. */
        SILENT,
        /** It enters what it is given twice. */
        DOUBLING,
        /** It takes what it is given for the whole list. */
        OVERWRITING
    }

    final List<String> entries = new CopyOnWriteArrayList<>();
    final List<RawDevice.Request> changes = new CopyOnWriteArrayList<>();
    private final Supplier<Manner> manner;

    ListKeeper(Supplier<Manner> manner) {
        this.manner = manner;
    }

    byte[] answer(RawDevice.Request request) {
        String tags = HexFormat.of().formatHex(request.tags());
        if (request.service() == RawDevice.READ && tags.endsWith("1966")) {
            return request.complexAck(HexFormat.of().parseHex(tags + "3e" + String.join("", entries) + "3f"));
        }
        if (request.service() != ADD && request.service() != REMOVE) {
            return request.error(2, UNKNOWN_PROPERTY);
        }
        changes.add(request);
        String entry = tags.substring("0c03c00003".length() + "1966".length() + 2, tags.length() - 2);
        if (entry.length() > 2 * (BESIDE_PROCESS + 4)) {
            return request.error(2, 9); // more than one element at a time
        }
        Manner now = manner.get();
        return switch (now) {
            case FULL -> request.service() == ADD ? changeListError(request, 3, 19) : carryOut(request, entry, now);
            case DENIED -> changeListError(request, 2, 40);
            case UNRECOGNIZED -> request.reject(9);
            case LYING -> request.simpleAck();
            default -> carryOut(request, entry, now);
        };
    }

    /** A ChangeList-Error: the error, and the number of the element that could not be changed. */
    private static byte[] changeListError(RawDevice.Request request, int errorClass, int code) {
        return new byte[] {
            0x50,
            (byte) request.invokeId(),
            (byte) request.service(),
            0x0e,
            (byte) 0x91,
            (byte) errorClass,
            (byte) 0x91,
            (byte) code,
            0x0f,
            0x19,
            0x01
        };
    }

    private byte[] carryOut(RawDevice.Request request, String entry, Manner now) {
        boolean there = entries.contains(entry);
        if (request.service() == ADD) {
            if (now == Manner.OVERWRITING) {
                entries.clear();
            }
            if (!there || now == Manner.OVERWRITING) {
                entries.add(entry);
            }
            if (now == Manner.DOUBLING) {
                entries.add(entry);
            }
        } else if (!there) {
            return changeListError(request, 5, 81); // services, list element not found
        } else {
            entries.remove(entry);
        }
        return now == Manner.SILENT ? new byte[0] : now == Manner.MODEST ? request.error(3, 19) : request.simpleAck();
    }
}
