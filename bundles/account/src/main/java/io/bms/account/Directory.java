// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.Role;
import java.time.Duration;

/** People whose passwords another system of the site keeps. Thread: any. */
interface Directory {
    /** How long a caller waits at most. */
    Duration PATIENCE = Duration.ofSeconds(8);

    /** Whether the site has one. Does not block. */
    boolean isThere();

    /** Asks for one person, now; nothing of the answer is kept. Blocks for {@link #PATIENCE} at most. */
    Answer check(String name, String password);

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
