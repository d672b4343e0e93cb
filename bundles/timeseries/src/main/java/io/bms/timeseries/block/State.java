// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries.block;

import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import java.util.EnumSet;
import java.util.Set;

/** What beside value and time belongs to a sample, in one small number: kind, quality and flags. */
public final class State {
    private static final int KIND_BITS = 3;
    private static final int QUALITY_BITS = 2;
    private static final int FLAGS_AT = KIND_BITS + QUALITY_BITS;
    private static final Quality[] QUALITIES = Quality.values();
    private static final StatusFlag[] FLAGS = StatusFlag.values();

    private State() {}

    public static int of(Sample sample) {
        int state = Kind.of(sample.value()).ordinal() | sample.quality().ordinal() << KIND_BITS;
        for (StatusFlag flag : sample.flags()) {
            state |= 1 << FLAGS_AT + flag.ordinal();
        }
        return state;
    }

    public static Kind kind(int state) {
        return Kind.at(state & (1 << KIND_BITS) - 1);
    }

    public static Quality quality(int state) {
        int code = state >>> KIND_BITS & (1 << QUALITY_BITS) - 1;
        if (code >= QUALITIES.length) {
            throw new IllegalArgumentException(
                    "a stored sample is of a quality (" + code + ") that this gateway does not know");
        }
        return QUALITIES[code];
    }

    static Set<StatusFlag> flags(int state) {
        Set<StatusFlag> flags = EnumSet.noneOf(StatusFlag.class);
        for (StatusFlag flag : FLAGS) {
            if ((state >>> FLAGS_AT + flag.ordinal() & 1) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }
}
