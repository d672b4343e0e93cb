// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.util.HashMap;
import java.util.Map;

/** Places that are few, of which none who asks for one takes more than a share. Thread: any. */
final class Shares<K> {
    private final int ofOne;
    private final int inAll;
    private final Map<K, Integer> taken = new HashMap<>();

    /**
     * @param ofOne places that one key may have
     * @param inAll places that there are
     */
    Shares(int ofOne, int inAll) {
        this.ofOne = ofOne;
        this.inAll = inAll;
    }

    /** @return false if there is none; who gets true gives it back by {@link #give} */
    synchronized boolean take(K by) {
        int all = taken.values().stream().mapToInt(Integer::intValue).sum();
        if (all >= inAll || taken.getOrDefault(by, 0) >= ofOne) {
            return false;
        }
        taken.merge(by, 1, Integer::sum);
        return true;
    }

    synchronized void give(K by) {
        taken.computeIfPresent(by, (one, places) -> places == 1 ? null : places - 1);
    }
}
