// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import io.bms.api.status.StatusItem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator should look at, from when it began until it is over. Thread: any. */
final class HistoryProblems {
    static final String DISK_FULL = "disk_full";
    static final String UNWRITABLE = "history_unwritable";
    static final String DROPPING = "history_dropped";
    static final String CLOCK_BEHIND = "clock_behind";
    static final String DAMAGED = "history_damaged";

    private static final Logger LOG = LoggerFactory.getLogger(HistoryProblems.class);

    private final Clock clock;
    private final Map<String, StatusItem.Problem> problems = new ConcurrentHashMap<>();

    HistoryProblems(Clock clock) {
        this.clock = clock;
    }

    /** Keeps the moment of the first time. */
    void raise(String code, String message) {
        StatusItem.Problem known = problems.get(code);
        problems.put(code, new StatusItem.Problem(code, message, known == null ? clock.instant() : known.since()));
        if (known == null) {
            LOG.warn("{}: {}", code, message);
        } else {
            LOG.debug("{}: {}", code, message);
        }
    }

    void clear(String code) {
        StatusItem.Problem over = problems.remove(code);
        if (over != null) {
            LOG.info("{} is over; it began at {}", code, over.since());
        }
    }

    boolean has(String code) {
        return problems.containsKey(code);
    }

    List<StatusItem> current() {
        return new ArrayList<>(problems.values());
    }
}
