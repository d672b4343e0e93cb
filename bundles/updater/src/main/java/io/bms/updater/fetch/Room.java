// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.fetch;

/** How much room a package takes on the disk, and how large one may be. All in octets unless it says MiB. */
public final class Room {
    private static final long MIB = 1 << 20;
    /** Itself, unpacked, and what is installed of it. */
    private static final int COPIES = 3;
    /** What the gateway goes on writing, and what it installs at its next start. */
    private static final long RESERVE = 64 * MIB;

    /** No package may be larger. */
    public static final long MOST = 128 * MIB;

    private Room() {}

    /** What has to be free before a package of this size is fetched. */
    public static long fetching(long size) {
        return COPIES * size + RESERVE;
    }

    /** What has to be free before a package that is here is unpacked. */
    public static long unpacking(long size) {
        return (COPIES - 1) * size + RESERVE;
    }

    /** How large a package may be that is fetched where so much is free; 0: none. */
    public static long largest(long free) {
        return Math.max(0, Math.min(MOST, (free - RESERVE) / COPIES));
    }

    /** For people, of what there is. */
    public static long mib(long bytes) {
        return bytes / MIB;
    }

    /** For people, of what is needed. */
    public static long mibAtLeast(long bytes) {
        return (bytes + MIB - 1) / MIB;
    }
}
