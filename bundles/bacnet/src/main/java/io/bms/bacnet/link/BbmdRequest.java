// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.Bvll;
import java.util.Map;
import java.util.Optional;

/**
 * Requests that only a BBMD carries out (ASHRAE 135, J.2). A device that is none has to say so (J.4.4.1). Functions
 * 0x03 and 0x07 are a BBMD's own answers, and get none. Thread: any.
 */
final class BbmdRequest {
    /** The result that refuses a function, by that function. */
    private static final Map<Integer, Integer> REFUSALS =
            Map.of(0x01, 0x10, 0x02, 0x20, 0x05, 0x30, 0x06, 0x40, 0x08, 0x50, 0x09, 0x60);

    private BbmdRequest() {}

    /** The BVLC-Result to a datagram that asks for one of these; empty for any other. */
    static Optional<byte[]> refusal(byte[] data, int length) {
        return Bvll.functionOf(data, length).map(REFUSALS::get).map(Bvll::result);
    }
}
