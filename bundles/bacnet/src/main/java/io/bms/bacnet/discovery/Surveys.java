// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import io.bms.bacnet.link.IAm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The surveys of devices. One that a search left unfinished is kept for an hour, so that the next search goes on where
 * it ended. When there are too many to keep, the oldest is dropped. Thread: bms-bacnet-worker.
 */
public final class Surveys {
    private static final int MOST_KEPT = 500;
    private static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Function<IAm, DeviceSurvey> anew;
    private final LongSupplier nanoTime;
    private final Map<Integer, Kept> unfinished = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Kept> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private record Kept(DeviceSurvey survey, long since) {}

    /** @param anew makes the survey of a device of which nothing is known yet */
    public Surveys(Function<IAm, DeviceSurvey> anew, LongSupplier nanoTime) {
        this.anew = anew;
        this.nanoTime = nanoTime;
    }

    /** The survey of a device that was found, for one search. */
    DeviceSurvey of(IAm device) {
        DeviceSurvey fresh = anew.apply(device);
        Kept kept = unfinished.remove(device.deviceId());
        return kept != null
                        && nanoTime.getAsLong() - kept.since() < KEPT_NANOS
                        && kept.survey().isOf(device)
                ? kept.survey()
                : fresh;
    }

    /** A search has ended, and leaves this survey. */
    void left(DeviceSurvey survey) {
        if (!survey.isComplete()) {
            unfinished.put(survey.deviceId(), new Kept(survey, nanoTime.getAsLong()));
        }
    }
}
