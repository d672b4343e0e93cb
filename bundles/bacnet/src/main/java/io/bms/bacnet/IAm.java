// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import io.bms.api.driver.DeviceAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An I-Am (ASHRAE 135, 16.10) with the address that it came from. Read here and not by the library,
 * whose device cache keeps old addresses and hides a second device of the same number.
 *
 * @param maxApdu the longest packet the device takes, in bytes
 * @param segmentation whether it sends and takes longer ones in segments
 */
record IAm(int deviceId, DeviceAddress address, int maxApdu, Segmentation segmentation) {
    private static final int DEVICE = 8;
    private static final int TAG_UNSIGNED = 2;
    private static final int TAG_ENUMERATED = 9;
    private static final int TAG_OBJECT_ID = 0xc4;

    static IAm parse(Packet packet, InetSocketAddress sender) throws BadPacketException {
        Cursor in = new Cursor(packet.data(), packet.length());
        in.failAs(Verdict.BAD_APPLICATION);
        in.skip(packet.tags());
        in.require(in.octet() == TAG_OBJECT_ID);
        int object = in.word() << 16 | in.word();
        in.require(object >>> 22 == DEVICE);
        int maxApdu = number(in, TAG_UNSIGNED);
        int segmentation = number(in, TAG_ENUMERATED);
        InetSocketAddress link = packet.origin().map(IpAddress::fromMac).orElse(sender);
        in.require(link.getPort() > 0);
        return new IAm(object & 0x3f_ffff, address(link, packet.source()), maxApdu, segmentation(segmentation));
    }

    /** What an unknown number says is taken for none. */
    private static Segmentation segmentation(int number) {
        return number < Segmentation.noSegmentation.intValue()
                ? Segmentation.forId(number)
                : Segmentation.noSegmentation;
    }

    static DeviceAddress address(InetSocketAddress link, Optional<Packet.Remote> remote) {
        return new DeviceAddress(
                link.getAddress().getHostAddress(),
                link.getPort(),
                remote.map(r -> OptionalInt.of(r.network())).orElseGet(OptionalInt::empty),
                remote.map(r -> HexFormat.of().formatHex(r.mac())));
    }

    private static int number(Cursor in, int tag) throws BadPacketException {
        int initial = in.octet();
        int length = initial & 0x07;
        in.require(initial >> 3 == tag << 1 && length >= 1 && length <= 3);
        int value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | in.octet();
        }
        return value;
    }
}
