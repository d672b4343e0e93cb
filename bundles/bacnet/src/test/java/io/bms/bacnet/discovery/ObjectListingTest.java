// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.Test;

public class ObjectListingTest {
    private static final int LISTS = 1_000;

    private static ObjectIdentifier object(int instance) {
        return new ObjectIdentifier(ObjectType.analogInput, instance);
    }

    /** Lists of any length, with objects that stand twice, of which any part is known. */
    @Test
    public void of_anyPart_asksForTheRestOnceAndEndsWithAll() {
        for (int seed = 0; seed < LISTS; seed++) {
            Random random = new Random(seed);
            List<ObjectIdentifier> all = IntStream.range(0, random.nextInt(40))
                    .mapToObj(i -> object(random.nextInt(60)))
                    .toList();
            SortedMap<Integer, ObjectIdentifier> known = new TreeMap<>();
            for (int element = 1; element <= all.size(); element++) {
                if (random.nextInt(3) > 0) {
                    known.put(element, all.get(element - 1));
                }
            }
            int told = random.nextInt(4) > 0 ? all.size() : 0;
            ObjectListing listing = ObjectListing.of(told, known);
            if (known.isEmpty()) {
                assertFalse("seed " + seed, listing.isBegun());
                continue;
            }
            listing.resume();
            Set<Integer> asked = askForAll(listing, all, random);
            assertTrue("seed " + seed, asked.stream().noneMatch(known::containsKey));
            assertTrue("seed " + seed, listing.isWhole());
            int listed = told == 0 ? known.lastKey() : all.size();
            assertEquals(
                    "seed " + seed,
                    new HashSet<>(all.subList(0, listed)),
                    new HashSet<>(listing.known().values()));
        }
    }

    private static Set<Integer> askForAll(ObjectListing listing, List<ObjectIdentifier> all, Random random) {
        Set<Integer> asked = new HashSet<>();
        while (listing.isLeft()) {
            for (int element : listing.next(1 + random.nextInt(20))) {
                assertTrue("again " + element, asked.add(element));
                listing.listed(element, Optional.of(all.get(element - 1)));
            }
        }
        return asked;
    }

    @Test
    public void of_elementThatCouldNotBeRead_isTriedAgain() {
        ObjectListing listing = ObjectListing.of(3, new TreeMap<>(Map.of(1, object(1), 3, object(3))));
        assertFalse(listing.isWhole());
        listing.resume();
        assertEquals(List.of(2), listing.next(10));
        listing.listed(2, Optional.empty());
        assertFalse(listing.isWhole());
        assertEquals("2 of 3 objects", listing.extent(0).orElseThrow().toString());
    }
}
