// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.Role;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** People whose passwords another system of the site keeps. Thread: any. */
interface Directory {
    /** How long a caller waits at most. */
    Duration PATIENCE = Duration.ofSeconds(8);

    /** Whether the site has one. Does not block. */
    boolean isThere();

    /** Asks for one person, now; nothing of the answer is kept. Blocks for {@link #PATIENCE} at most. */
    Answer check(String name, String password);

    /** How often, and for how long, it is to be asked about those who have begun something; empty without one. */
    Optional<Asking> asking();

    /**
     * Asks about many at once, without their passwords. Blocks for {@link #PATIENCE} for each twenty of them at most.
     *
     * @return {@link Answer.Member} or {@link Answer.Refused} for each; empty if it did not answer about all
     */
    Optional<Map<String, Answer>> lookUp(Set<String> names);

    /**
     * @param again from one round to the next
     * @param away how long it may be away before what was begun ends
     */
    record Asking(Duration again, Duration away) {
        public Asking {
            Objects.requireNonNull(again, "again");
            Objects.requireNonNull(away, "away");
        }
    }

    /** What the directory says. */
    sealed interface Answer {
        /** Name and password belong together, and this is the highest role that the person's groups have. */
        record Member(Role role) implements Answer {}

        /** They do not, or none of the person's groups has a role. */
        record Refused() implements Answer {}

        /** As many others ask already as may. */
        record Busy() implements Answer {}

        /** It did not answer, or not as a directory does; the status says why. */
        record Unreachable() implements Answer {}
    }
}
