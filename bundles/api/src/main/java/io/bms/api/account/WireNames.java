// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds a constant by the name that people write. */
final class WireNames {
    private WireNames() {}

    static <T> T find(T[] all, Function<T, String> name, String wanted, String kind) {
        return Arrays.stream(all)
                .filter(each -> name.apply(each).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no " + kind + " '" + wanted + "'; use "
                        + Arrays.stream(all).map(name).collect(Collectors.joining(", "))));
    }
}
