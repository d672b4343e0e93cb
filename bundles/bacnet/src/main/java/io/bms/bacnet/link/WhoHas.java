// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.Tags;
import io.bms.bacnet.packet.Verdict;
import java.util.Arrays;
import java.util.Optional;

/**
 * A Who-Has (ASHRAE 135, 16.9): asks for an object by its identifier or by its name, and for nothing else. Thread: any.
 *
 * @param devices that are asked
 * @param object its type and instance in 32 bits, where it is asked for so
 * @param name of the object, where it is asked for so
 */
record WhoHas(WhoIs devices, Optional<Integer> object, Optional<String> name) {
    private static final int SERVICE = 7;
    private static final int LOW_LIMIT = 0;
    private static final int IDENTIFIER = 2;
    private static final int NAME = 3;
    private static final int IDENTIFIER_OCTETS = 4;

    static boolean is(Packet packet) {
        return packet.type() == Packet.Type.UNCONFIRMED_REQUEST && packet.service() == SERVICE;
    }

    static WhoHas in(Packet packet) throws BadPacketException {
        byte[] data = Arrays.copyOf(packet.data(), packet.length());
        Tags tags = new Tags(data, packet.tags());
        WhoIs.require(tags.next() && tags.isContext());
        WhoIs devices = WhoIs.ALL;
        if (tags.number() == LOW_LIMIT) {
            devices = WhoIs.limits(tags);
            WhoIs.require(tags.next() && tags.isContext());
        }
        boolean identified = tags.number() == IDENTIFIER && tags.length() == IDENTIFIER_OCTETS;
        WhoIs.require(identified || tags.number() == NAME && tags.length() > 0);
        WhoHas whoHas = identified
                ? new WhoHas(devices, Optional.of(tags.unsigned()), Optional.empty())
                : new WhoHas(
                        devices,
                        Optional.empty(),
                        Optional.of(text(Arrays.copyOfRange(data, tags.start(), tags.end()))));
        WhoIs.require(!tags.next());
        return whoHas;
    }

    private static String text(byte[] tagged) throws BadPacketException {
        try {
            return Encodable.read(new ByteQueue(tagged), CharacterString.class, NAME)
                    .getValue();
        } catch (BACnetException | RuntimeException e) {
            // The library answers so what it cannot decode.
            throw new BadPacketException(Verdict.BAD_APPLICATION);
        }
    }

    /** It asks for this object of this device. */
    boolean asksFor(int device, ObjectIdentifier its, String itsName) {
        int identifier = its.getObjectType().intValue() << 22 | its.getInstanceNumber();
        return devices.asksFor(device)
                && object.map(asked -> asked == identifier)
                        .orElseGet(() -> name.filter(itsName::equals).isPresent());
    }
}
