// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** What people do to alarms (docs/wire.md, "Alarms"). */
@ProviderType
public sealed interface AlarmAction {
    /** Name of the command on the wire: {@code acknowledge_alarm}. */
    String command();

    /** What {@code cases} has for this action. */
    <T> T decide(Cases<T> cases);

    /** It has been seen. */
    record Acknowledge() implements AlarmAction {
        public static final String COMMAND = "acknowledge_alarm";

        @Override
        public String command() {
            return COMMAND;
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.acknowledge(this);
        }
    }

    /**
     * Takes it out, though nobody has acknowledged it or it latches.
     *
     * @param force even if nobody can tell whether its cause is gone
     */
    record Resolve(boolean force) implements AlarmAction {
        public static final String COMMAND = "resolve_alarm";

        @Override
        public String command() {
            return COMMAND;
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.resolve(this);
        }
    }

    /**
     * Puts it aside for a time, also if it comes again. Of {@code 1002.maintenance}, whether there was that alarm or
     * not: puts aside all that is about device 1002.
     *
     * @param time 15 minutes to 7 days, of a critical one 24 hours at most; zero ends what is left of it
     */
    record Shelve(Duration time) implements AlarmAction {
        public static final String COMMAND = "shelve_alarm";
        public static final Duration SHORTEST = Duration.ofMinutes(15);
        public static final Duration LONGEST = Duration.ofDays(7);
        public static final Duration LONGEST_OF_CRITICAL = Duration.ofHours(24);

        public Shelve {
            if (!time.isZero() && (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0)) {
                throw new IllegalArgumentException("duration_seconds " + time.toSeconds() + " is not allowed; use "
                        + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds() + ", or 0 to end it");
            }
        }

        @Override
        public String command() {
            return COMMAND;
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.shelve(this);
        }
    }

    /** Says something about it. */
    record Note() implements AlarmAction {
        public static final String COMMAND = "note_alarm";

        @Override
        public String command() {
            return COMMAND;
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.note(this);
        }
    }

    /**
     * One answer for each action.
     *
     * @param <T> what it is
     */
    interface Cases<T> {
        T acknowledge(Acknowledge action);

        T resolve(Resolve action);

        T shelve(Shelve action);

        T note(Note action);
    }
}
