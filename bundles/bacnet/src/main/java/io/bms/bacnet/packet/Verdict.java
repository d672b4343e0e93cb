// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

/** What the fence made of a packet. Thread: any. */
public enum Verdict {
    /** Handed to the library. */
    PASSED,
    /**
     * An I-Am, a report of a device that was asked to, an event of a device that is read, a BBMD's answer, a router's
     * rejection: read here, and kept from the library.
     */
    HEARD,
    /** The gateway's own, come back. */
    OWN,
    /** From a network that the operator did not allow. */
    STRANGER,
    /** Not BACnet/IP, or of a wrong length. */
    BAD_LINK,
    /** A broken network layer header. */
    BAD_NETWORK,
    /** Not for this device: another network's, or a message for routers. */
    NOT_OURS,
    /** A broken application layer header. */
    BAD_APPLICATION,
    /** An I-Am from which no device can be made out. */
    NO_DEVICE,
    /** A tag that runs past the end, or does not close. */
    BAD_TAG,
    /** A service that this device does not offer. */
    REFUSED,
    /** One too many in this second. */
    FLOOD,
    /** An answer that nobody waits for. */
    UNASKED,
    /** A segment of an answer out of its order; it will be sent again. */
    OUT_OF_ORDER
}
