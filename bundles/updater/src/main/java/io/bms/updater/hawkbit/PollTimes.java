// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import io.bms.time.FullJitter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When the server is asked next: as often as it says, and never by all gateways at once, be it after a loss of power in
 * a whole town or after the server was away. Thread: its owner's.
 */
final class PollTimes {
    /** What hawkBit says where nobody has changed it. */
    private static final Duration USUAL = Duration.ofMinutes(5);

    private static final double SPREAD = 0.1;

    private final Duration least;
    private final Duration most;
    private final DoubleSupplier random;
    private final FullJitter afterFailures;
    private boolean first = true;

    /** @param random gives 0 (inclusive) to 1 */
    PollTimes(Duration least, Duration most, DoubleSupplier random) {
        this.least = least;
        this.most = most;
        this.random = random;
        afterFailures = new FullJitter(least, most, random);
    }

    /** After the start: somewhere within the shortest pause. */
    Duration first() {
        return times(least, random.getAsDouble());
    }

    /**
     * After an answer. The first time it is anything up to the server's pause, from which all are spread; then a tenth
     * more or less than that.
     */
    Duration afterAnswer(Optional<Duration> sleep) {
        afterFailures.reset();
        Duration pause = within(sleep.orElse(USUAL));
        if (first) {
            first = false;
            return least.plus(times(pause.minus(least), random.getAsDouble()));
        }
        return within(times(pause, 1 - SPREAD + 2 * SPREAD * random.getAsDouble()));
    }

    /** After a failure: up to the shortest pause more each time, which doubles, up to the longest. */
    Duration afterFailure() {
        return within(least.plus(afterFailures.next()));
    }

    /** What the server says, no shorter and no longer than the settings allow. */
    Duration within(Duration pause) {
        if (pause.compareTo(least) < 0) {
            return least;
        }
        return pause.compareTo(most) > 0 ? most : pause;
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }
}
