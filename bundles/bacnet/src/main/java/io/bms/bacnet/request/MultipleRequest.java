// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.service.acknowledgement.AcknowledgementService;
import com.serotonin.bacnet4j.service.confirmed.ConfirmedRequestService;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyMultipleRequest;
import com.serotonin.bacnet4j.type.constructed.Address;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.bacnet.packet.Tags;
import io.bms.bacnet.value.PropertyKey;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ReadPropertyMultiple (ASHRAE 135, 15.7), written octet by octet: the library makes three objects of each property
 * on the way. The properties of an object are asked for together. Thread: any.
 */
public final class MultipleRequest extends ConfirmedRequestService {
    /** A property, and its share of an object with the tags around it, where two are read of each. */
    private static final int OCTETS_OF_A_KEY = 8;

    /** Tags of the context, without their length. */
    private static final int OBJECT = 0x08;

    private static final int PROPERTY = 0x08;
    private static final int INDEX = 0x18;
    private static final int OPENING_1 = 0x1e;
    private static final int CLOSING_1 = 0x1f;

    private final byte[] service;

    public MultipleRequest(List<PropertyKey> keys) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(keys.size() * OCTETS_OF_A_KEY);
        Map<ObjectIdentifier, List<PropertyKey>> byObject = new LinkedHashMap<>();
        ObjectIdentifier before = null;
        List<PropertyKey> properties = List.of();
        for (PropertyKey key : keys) {
            if (key.object() != before) {
                before = key.object();
                properties = byObject.computeIfAbsent(before, unseen -> new ArrayList<>(2));
            }
            properties.add(key);
        }
        byObject.forEach((object, asked) -> write(object, asked, out));
        service = out.toByteArray();
    }

    private static void write(ObjectIdentifier object, List<PropertyKey> properties, ByteArrayOutputStream out) {
        tagged(
                OBJECT,
                Tags.objectIdentifier(object.getObjectType().intValue(), object.getInstanceNumber()),
                Integer.BYTES,
                out);
        out.write(OPENING_1);
        for (PropertyKey key : properties) {
            unsigned(PROPERTY, key.property().intValue(), out);
            if (key.index() != PropertyKey.WHOLE) {
                unsigned(INDEX, key.index(), out);
            }
        }
        out.write(CLOSING_1);
    }

    /** In as few octets as it takes (ASHRAE 135, 20.2.4). */
    private static void unsigned(int tag, int value, ByteArrayOutputStream out) {
        int octets = value >>> 8 == 0 ? 1 : value >>> 16 == 0 ? 2 : value >>> 24 == 0 ? 3 : 4;
        tagged(tag, value, octets, out);
    }

    private static void tagged(int tag, int value, int octets, ByteArrayOutputStream out) {
        out.write(tag | octets);
        for (int i = octets - 1; i >= 0; i--) {
            out.write(value >>> 8 * i);
        }
    }

    @Override
    public byte getChoiceId() {
        return ReadPropertyMultipleRequest.TYPE_ID;
    }

    @Override
    public void write(ByteQueue queue) {
        queue.push(service);
    }

    @Override
    public AcknowledgementService handle(LocalDevice device, Address from) {
        throw new UnsupportedOperationException("this is a request of the gateway's own");
    }
}
