// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Finds out which of several values can be taken. All of them together, if they fit; else one after the other, on top
 * of values that did, until none of the rest fits.
 */
final class Trial<S> {
    private final Function<Map<String, Object>, S> judge;
    /** Why a value was not taken, by its key. */
    private final Map<String, String> refused = new TreeMap<>();

    private Map<String, Object> accepted = Map.of();
    private S settings;

    /** @param judge throws IllegalArgumentException or DateTimeException where it cannot take the values */
    Trial(Function<Map<String, Object>, S> judge) {
        this.judge = judge;
    }

    /**
     * Leaves what is accepted in here.
     *
     * @param bases sets of all values to fall back to, the best first; one of them must fit
     */
    void run(Map<String, Object> wanted, List<Map<String, Object>> bases) {
        Map<String, Object> all = new HashMap<>(bases.get(0));
        all.putAll(wanted);
        if (attempt(all).isEmpty()) {
            return;
        }
        String why = "";
        for (Map<String, Object> base : bases) {
            Optional<RuntimeException> fault = attempt(base);
            if (fault.isEmpty()) {
                takeOneByOne(wanted);
                return;
            }
            why = String.valueOf(fault.get().getMessage());
        }
        throw new IllegalArgumentException(why);
    }

    private void takeOneByOne(Map<String, Object> wanted) {
        Map<String, Object> pending = new TreeMap<>(wanted);
        boolean progress = true;
        while (progress) {
            progress = false;
            refused.clear();
            for (Iterator<Map.Entry<String, Object>> rest = pending.entrySet().iterator(); rest.hasNext(); ) {
                Map.Entry<String, Object> next = rest.next();
                Map<String, Object> more = new HashMap<>(accepted);
                more.put(next.getKey(), next.getValue());
                Optional<RuntimeException> fault = attempt(more);
                if (fault.isEmpty()) {
                    rest.remove();
                    progress = true;
                } else {
                    refused.put(next.getKey(), UnusableSetting.said(next.getKey(), fault.get()));
                }
            }
        }
    }

    /** Why not, or empty where they are accepted. */
    private Optional<RuntimeException> attempt(Map<String, Object> values) {
        try {
            settings = judge.apply(values);
            accepted = Map.copyOf(values);
            return Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.of(e);
        }
    }

    S settings() {
        return settings;
    }

    Map<String, Object> accepted() {
        return accepted;
    }

    Map<String, String> refused() {
        return refused;
    }
}
