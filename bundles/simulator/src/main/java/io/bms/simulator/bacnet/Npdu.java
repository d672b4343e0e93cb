// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import java.util.Arrays;
import java.util.Optional;

/**
 * A network message (ASHRAE 135, 6.2) taken apart: where it goes, where it comes from, and what it carries.
 *
 * @param control the control octet without the bits for destination and source
 * @param content the application message, or the network layer's own
 */
record Npdu(int control, Optional<Place> destination, Optional<Place> source, byte[] content) {
    static final int GLOBAL = 0xFFFF;

    private static final int NETWORK_MESSAGE = 0x80;
    private static final int DESTINATION = 0x20;
    private static final int SOURCE = 0x08;
    private static final byte HOPS = (byte) 0xFF;

    /** A network, and a station on it; no MAC address means all of them. */
    record Place(int network, byte[] mac) {}

    boolean isForRouters() {
        return (control & NETWORK_MESSAGE) != 0;
    }

    /** Empty for what is cut off. */
    static Optional<Npdu> parse(byte[] bytes) {
        try {
            int at = 2;
            Optional<Place> destination = Optional.empty();
            Optional<Place> source = Optional.empty();
            if ((bytes[1] & DESTINATION) != 0) {
                destination = Optional.of(place(bytes, at));
                at += 3 + destination.get().mac().length;
            }
            if ((bytes[1] & SOURCE) != 0) {
                source = Optional.of(place(bytes, at));
                at += 3 + source.get().mac().length;
            }
            at += destination.isPresent() ? 1 : 0;
            return Optional.of(new Npdu(
                    bytes[1] & ~(DESTINATION | SOURCE) & 0xFF,
                    destination,
                    source,
                    Arrays.copyOfRange(bytes, at, bytes.length)));
        } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Place place(byte[] bytes, int at) {
        int length = bytes[at + 2] & 0xFF;
        if (at + 3 + length > bytes.length) {
            throw new IllegalArgumentException("cut off");
        }
        return new Place(
                (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF, Arrays.copyOfRange(bytes, at + 3, at + 3 + length));
    }

    byte[] bytes() {
        byte[] bytes =
                new byte[2 + size(destination) + size(source) + (destination.isPresent() ? 1 : 0) + content.length];
        bytes[0] = 1;
        bytes[1] = (byte) (control | (destination.isPresent() ? DESTINATION : 0) | (source.isPresent() ? SOURCE : 0));
        int at = put(source, bytes, put(destination, bytes, 2));
        if (destination.isPresent()) {
            bytes[at++] = HOPS;
        }
        System.arraycopy(content, 0, bytes, at, content.length);
        return bytes;
    }

    private static int size(Optional<Place> place) {
        return place.map(p -> 3 + p.mac().length).orElse(0);
    }

    private static int put(Optional<Place> place, byte[] bytes, int at) {
        if (place.isEmpty()) {
            return at;
        }
        bytes[at] = (byte) (place.get().network() >> 8);
        bytes[at + 1] = (byte) place.get().network();
        bytes[at + 2] = (byte) place.get().mac().length;
        System.arraycopy(place.get().mac(), 0, bytes, at + 3, place.get().mac().length);
        return at + 3 + place.get().mac().length;
    }
}
