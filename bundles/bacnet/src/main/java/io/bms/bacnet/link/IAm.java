// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.OctetReader;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.Tags;
import io.bms.bacnet.packet.Verdict;
import io.bms.bacnet.settings.IpAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An I-Am (ASHRAE 135, 16.10) with the address that it came from. Read here and not by the library, whose device cache
 * keeps old addresses and hides a second device of the same number. Thread: any.
 *
 * @param maxApdu the longest packet the device takes, in bytes
 * @param segmentation whether it sends and takes longer ones in segments
 */
public record IAm(int deviceId, DeviceAddress address, int maxApdu, Segmentation segmentation) {
    /** The highest instance number that a device may have; the next one stands for any (ASHRAE 135, 12.11.1). */
    public static final int LAST_INSTANCE = 4_194_302;
    /** The longest packet over BACnet/IP (ASHRAE 135, 20.1.2.5). */
    public static final int LONGEST_APDU = 1476;

    private static final int DEVICE = 8;
    private static final int TAG_UNSIGNED = 2;
    private static final int TAG_ENUMERATED = 9;
    private static final int TAG_OBJECT_ID = 0xc4;
    private static final int CONTEXT = 0x08;
    private static final int EXTENDED_LENGTH = 5;
    private static final int LONGEST_NUMBER = 253;
    /**
     * No device may have a smaller limit (ASHRAE 135, 20.1.2.5). A device that names one is taken to have the usual
     * limit.
     */
    private static final int SHORTEST_APDU = 50;

    private static final int USUAL_APDU = 480;

    /**
     * Reads the packet leniently: a number in more octets than it needs, an absurd number, or octets behind the end do
     * no harm.
     *
     * @throws BadPacketException saying why nothing can be done with it
     */
    public static IAm parse(Packet packet, InetSocketAddress sender) throws BadPacketException {
        OctetReader in = new OctetReader(packet.data(), packet.length());
        in.failAs(Verdict.NO_DEVICE);
        try {
            in.skip(packet.tags());
            in.require(in.octet() == TAG_OBJECT_ID);
            int deviceId = instance(in.word() << 16 | in.word());
            long maxApdu = number(in, TAG_UNSIGNED);
            long segmentation = number(in, TAG_ENUMERATED);
            InetSocketAddress link = packet.origin().map(IpAddress::fromMac).orElse(sender);
            in.require(link.getPort() > 0);
            return new IAm(deviceId, address(link, packet.source()), longest(maxApdu), segmentation(segmentation));
        } catch (BadPacketException e) {
            throw e.getMessage().equals(Verdict.NO_DEVICE.name())
                    ? new BadPacketException(Verdict.NO_DEVICE, "it is cut off, or of another form than the standard's")
                    : e;
        }
    }

    private static int instance(int object) throws BadPacketException {
        int instance = Tags.instance(object);
        if (Tags.objectType(object) != DEVICE) {
            throw new BadPacketException(Verdict.NO_DEVICE, "it names an object that is no device");
        }
        if (instance > LAST_INSTANCE) {
            throw new BadPacketException(
                    Verdict.NO_DEVICE,
                    "it names the instance number " + instance + ", which no device may have; give it one of its own");
        }
        return instance;
    }

    /** The limit to keep to, in octets, of a device that names this one in an I-Am or as a property. */
    public static int longest(long maxApdu) {
        return maxApdu < SHORTEST_APDU ? USUAL_APDU : (int) Math.min(maxApdu, LONGEST_APDU);
    }

    /** How the device segments; an unknown number counts as not at all. */
    private static Segmentation segmentation(long number) {
        return number < Segmentation.noSegmentation.intValue()
                ? Segmentation.forId((int) number)
                : Segmentation.noSegmentation;
    }

    public static DeviceAddress address(InetSocketAddress link, Optional<Packet.Remote> remote) {
        return new DeviceAddress(
                link.getAddress().getHostAddress(),
                link.getPort(),
                remote.map(r -> OptionalInt.of(r.network())).orElseGet(OptionalInt::empty),
                remote.map(r -> HexFormat.of().formatHex(r.mac())));
    }

    /** The number in the next tag if the tag is of that kind; else 0 for a length, and none for the segmentation. */
    private static long number(OctetReader in, int tag) throws BadPacketException {
        int initial = in.octet();
        int length = initial & 0x07;
        if (length >= EXTENDED_LENGTH) {
            length = in.octet();
            in.require(length <= LONGEST_NUMBER);
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = Math.min(value << 8 | in.octet(), Integer.MAX_VALUE);
        }
        boolean isOfKind = initial >> 4 == tag && (initial & CONTEXT) == 0;
        return isOfKind ? value : tag == TAG_ENUMERATED ? Segmentation.noSegmentation.intValue() : 0;
    }
}
