// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.point.PointValue;
import io.bms.monitoring.Held.Slot;
import java.util.Optional;

/** In words: a value that stays in its device, and what to do about it. */
final class Unreleased {
    private Unreleased() {}

    /** To one who asked for this slot to be released. */
    static Failure asked(Slot slot, Optional<Held> held, Failure why) {
        return held.flatMap(known -> known.override().replaced())
                .filter(before -> why.code() == ErrorCode.NOT_WRITABLE)
                .map(before -> new Failure(why.code(), why.message() + ". " + offer(slot, before)))
                .orElse(why);
    }

    /** To one who wants something else, to which the release is a condition. */
    static Failure asCondition(Slot slot, Failure why) {
        return new Failure(
                why.code(),
                "what the gateway wrote to " + slot.pointId() + " at priority " + slot.priority()
                        + " could not be released: " + why.message()
                        + (why.message().contains("bms:override-drop")
                                ? ""
                                : ". Try again when its device answers, or give the value up with " + drop(slot)));
    }

    private static String offer(Slot slot, PointValue before) {
        return "It was " + text(before) + " before the gateway wrote to it: write that to " + slot.pointId()
                + ", or leave the value there and give it up with " + drop(slot);
    }

    private static String drop(Slot slot) {
        return "bms:override-drop " + slot.pointId() + " " + slot.priority();
    }

    private static String text(PointValue value) {
        if (value instanceof PointValue.Bool state) {
            return state.value() ? "active" : "inactive";
        } else if (value instanceof PointValue.Text text) {
            return "'" + text.value() + "'";
        }
        return value.equals(PointValue.NULL) ? "not known" : value.inWords();
    }
}
