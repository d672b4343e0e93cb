// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.bacnet.value.PropertyKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Ways to cut a list of properties. Thread: any. */
final class Pieces {
    private Pieces() {}

    static List<List<PropertyKey>> singles(List<PropertyKey> keys) {
        return keys.stream().map(List::of).toList();
    }

    /** @param keys two at least */
    static List<List<PropertyKey>> halves(List<PropertyKey> keys) {
        int half = keys.size() / 2;
        return List.of(keys.subList(0, half), keys.subList(half, keys.size()));
    }

    /** Cuts into pieces of {@code most} octets at most, but of one property at least. */
    static List<List<PropertyKey>> upTo(int most, List<PropertyKey> keys, ToIntFunction<PropertyKey> octets) {
        List<List<PropertyKey>> pieces = new ArrayList<>();
        int from = 0;
        int sum = 0;
        for (int i = 0; i < keys.size(); i++) {
            int next = octets.applyAsInt(keys.get(i));
            if (i > from && sum + next > most) {
                pieces.add(keys.subList(from, i));
                from = i;
                sum = 0;
            }
            sum += next;
        }
        pieces.add(keys.subList(from, keys.size()));
        return pieces;
    }
}
