// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.status.StatusItem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with the disk on which the alarms are, for the status. Thread: bms-alarm-engine; {@link #current}: any.
 */
final class StoreProblems {
    static final String NOT_STORED = "alarms_not_stored";
    private static final Logger LOG = LoggerFactory.getLogger(StoreProblems.class);

    private final Clock clock;
    private final Optional<StatusItem.Problem> damaged;
    private volatile Optional<StatusItem.Problem> failing = Optional.empty();
    private int failures;

    /** @param setAside damaged files that are still there */
    StoreProblems(Clock clock, List<Path> setAside) {
        this.clock = clock;
        Instant now = clock.instant();
        damaged = setAside.isEmpty()
                ? Optional.empty()
                : Optional.of(new StatusItem.Problem(
                        "alarms_damaged",
                        "the file of alarms was damaged and begins anew; the old one is in " + setAside
                                + ": keep it for repair or delete it",
                        now));
    }

    boolean isFailing() {
        return failing.isPresent();
    }

    void failed(RuntimeException why) {
        failures++;
        if (failing.isPresent()) {
            LOG.debug("alarms cannot be stored", why);
            return;
        }
        LOG.warn("alarms cannot be stored, and so are not told: {}", why.getMessage());
        failing = Optional.of(new StatusItem.Problem(
                NOT_STORED,
                "what becomes of alarms cannot be stored, and so is not told; free some of the disk: "
                        + why.getMessage(),
                clock.instant()));
    }

    void worked() {
        if (failing.isPresent()) {
            LOG.info("alarms are stored again; that had failed {} times", failures);
            failing = Optional.empty();
            failures = 0;
        }
    }

    List<StatusItem> current() {
        List<StatusItem> items = new ArrayList<>();
        damaged.ifPresent(items::add);
        failing.ifPresent(items::add);
        return items;
    }
}
