// SPDX-License-Identifier: GPL-3.0-only
/**
 * The UDP port, and the library on it. Start at {@link io.bms.bacnet.link.BacnetPort}, which keeps a {@link
 * io.bms.bacnet.link.Stack} open: {@code Sockets}, the {@code Fence}, and BACnet4J on a {@code FencedNetwork}. A packet
 * that comes in goes {@code Sockets → FencedNetwork.received → Fence.judge}; the fence passes it to the library, reads
 * it itself ({@code IAm}, {@code CovReport}, {@code RouterNews}; told to {@code UnaskedPackets}), answers it, or drops
 * it. Requests go out by {@code Stack.send}, and are noted in {@code Outstanding}, so that only what answers them gets
 * in.
 *
 * <p>Threads: packets come on bms-bacnet-listen-N, the library calls back on its transport, and bms-bacnet-link opens,
 * watches and replaces the stack.
 */
package io.bms.bacnet.link;
