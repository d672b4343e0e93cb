// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import java.util.Map;
import java.util.Optional;

/** What only a BBMD does (ASHRAE 135, J.2): a device that is none says so (J.4.4.1). */
final class BbmdRequest {
    private static final byte BVLL = (byte) 0x81;
    private static final int HEADER = 4;
    /** By function: the result that refuses it. */
    private static final Map<Integer, Integer> REFUSALS =
            Map.of(0x01, 0x10, 0x02, 0x20, 0x05, 0x30, 0x06, 0x40, 0x07, 0x50, 0x09, 0x60);

    private BbmdRequest() {}

    /** The BVLC-Result to a datagram that asks for one of these; empty for any other. */
    static Optional<byte[]> refusal(byte[] data, int length) {
        return length < HEADER || data[0] != BVLL
                ? Optional.empty()
                : Optional.ofNullable(REFUSALS.get(data[1] & 0xff))
                        .map(result -> new byte[] {BVLL, 0, 0, 6, 0, result.byteValue()});
    }
}
