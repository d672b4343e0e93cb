// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import static org.junit.Assert.assertEquals;

import com.serotonin.bacnet4j.service.confirmed.ReadPropertyMultipleRequest;
import com.serotonin.bacnet4j.type.constructed.PropertyReference;
import com.serotonin.bacnet4j.type.constructed.ReadAccessSpecification;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.bacnet.value.PropertyKey;
import java.util.HexFormat;
import java.util.List;
import org.junit.Test;

/** The octets are the library's. */
public class MultipleRequestTest {
    private static final ObjectIdentifier FIRST = new ObjectIdentifier(ObjectType.analogInput, 1);
    private static final ObjectIdentifier LAST = new ObjectIdentifier(ObjectType.forId(1023), 4_194_302);
    private static final List<PropertyKey> OF_FIRST = List.of(
            new PropertyKey(FIRST, PropertyIdentifier.presentValue),
            new PropertyKey(FIRST, PropertyIdentifier.statusFlags),
            new PropertyKey(FIRST, PropertyIdentifier.forId(600)),
            new PropertyKey(FIRST, PropertyIdentifier.forId(70_000)));
    private static final List<PropertyKey> OF_LAST = List.of(
            new PropertyKey(LAST, PropertyIdentifier.priorityArray, 0),
            new PropertyKey(LAST, PropertyIdentifier.priorityArray, 16),
            new PropertyKey(LAST, PropertyIdentifier.forId(4_194_303), 300),
            new PropertyKey(LAST, PropertyIdentifier.objectList, 0x01234567));

    private static String byLibrary(List<List<PropertyKey>> objects) {
        SequenceOf<ReadAccessSpecification> all = new SequenceOf<>();
        for (List<PropertyKey> keys : objects) {
            SequenceOf<PropertyReference> properties = new SequenceOf<>();
            keys.forEach(key -> properties.add(new PropertyReference(key.property(), key.arrayIndex())));
            all.add(new ReadAccessSpecification(keys.get(0).object(), properties));
        }
        ByteQueue out = new ByteQueue();
        new ReadPropertyMultipleRequest(all).write(out);
        return HexFormat.of().formatHex(out.popAll());
    }

    private static String written(List<PropertyKey> keys) {
        ByteQueue out = new ByteQueue();
        new MultipleRequest(keys).write(out);
        return HexFormat.of().formatHex(out.popAll());
    }

    @Test
    public void request_isWrittenAsTheLibraryWould() {
        assertEquals(byLibrary(List.of(OF_FIRST)), written(OF_FIRST));
        assertEquals(byLibrary(List.of(OF_LAST)), written(OF_LAST));
    }

    @Test
    public void request_propertiesOfAnObjectApart_areAskedForTogether() {
        List<PropertyKey> apart = List.of(OF_FIRST.get(0), OF_LAST.get(0), OF_FIRST.get(1), OF_LAST.get(1));
        assertEquals(byLibrary(List.of(OF_FIRST.subList(0, 2), OF_LAST.subList(0, 2))), written(apart));
    }
}
