// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.log.Repeats;
import io.bms.api.status.StatusItem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps acts from being recorded, for the status. Thread: bms-audit-writer; {@link #current} and {@link #overrun}:
 * any.
 */
final class AuditProblems {
    static final String NOT_STORED = "audit_not_stored";
    static final String DAMAGED = "audit_damaged";
    private static final Logger LOG = LoggerFactory.getLogger(AuditProblems.class);

    private final Clock clock;
    private final boolean required;
    private final Repeats repeats;
    private final Optional<StatusItem.Problem> damaged;
    private volatile Optional<StatusItem.Problem> failing = Optional.empty();
    private long failures;

    /**
     * @param setAside damaged files that are still there
     * @param required whether nothing is done that cannot be recorded
     */
    AuditProblems(Clock clock, List<Path> setAside, boolean required) {
        this.clock = clock;
        this.required = required;
        repeats = new Repeats(clock);
        damaged = setAside.isEmpty()
                ? Optional.empty()
                : Optional.of(new StatusItem.Problem(
                        DAMAGED,
                        "the file of the audit was damaged and begins anew; the old one is in " + setAside
                                + ": keep it as evidence, then move it away",
                        clock.instant()));
    }

    void failed(RuntimeException why) {
        failures++;
        if (failing.isPresent()) {
            LOG.debug("the audit cannot be written", why);
            return;
        }
        String meanwhile =
                required ? "nothing is done for people and programs" : "what is done meanwhile waits in memory";
        LOG.warn("the audit cannot be written; {}: {}", meanwhile, why.getMessage());
        failing = Optional.of(new StatusItem.Problem(
                NOT_STORED,
                "what people and programs do cannot be recorded, and " + meanwhile + "; free some of the disk: "
                        + why.getMessage(),
                clock.instant()));
    }

    void worked() {
        if (failing.isPresent()) {
            LOG.info("the audit is written again; that had failed {} times", failures);
            failing = Optional.empty();
            failures = 0;
        }
    }

    /** A record is lost, since so many wait. */
    void overrun(int waiting) {
        repeats.next("overrun").ifPresent(more -> LOG.warn("a record of the audit is lost: {} wait{}", waiting, more));
    }

    List<StatusItem> current() {
        List<StatusItem> items = new ArrayList<>();
        damaged.ifPresent(items::add);
        failing.ifPresent(items::add);
        return items;
    }
}
