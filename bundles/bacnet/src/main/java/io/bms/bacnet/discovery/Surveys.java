// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import io.bms.bacnet.link.IAm;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The surveys of devices. One that a search left unfinished is kept for an hour, so that the next search goes on where
 * it ended, after a restart of the gateway, too. When there are too many to keep, the oldest is dropped.
 * Thread: bms-bacnet-worker.
 */
public final class Surveys {
    private static final int MOST_KEPT = 500;
    private static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Function<IAm, DeviceSurvey> anew;
    private final SurveyFiles files;
    private final LongSupplier nanoTime;
    private final Map<Integer, FormerRun> former = new HashMap<>();
    private boolean closing;
    private final Map<Integer, Kept> unfinished = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Kept> eldest) {
            boolean tooMany = size() > MOST_KEPT;
            if (tooMany) {
                files.delete(eldest.getKey());
            }
            return tooMany;
        }
    };

    private record Kept(DeviceSurvey survey, long since) {}

    /** What a survey had learnt when the gateway ended. */
    private record FormerRun(SurveyRecord survey, long since) {}

    /**
     * @param anew makes the survey of a device of which nothing is known yet
     * @param files has what the surveys of a former run have learnt
     */
    public Surveys(Function<IAm, DeviceSurvey> anew, SurveyFiles files, LongSupplier nanoTime) {
        this.anew = anew;
        this.files = files;
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        files.load(Duration.ofNanos(KEPT_NANOS), MOST_KEPT)
                .forEach(found -> former.put(
                        found.survey().about().deviceId(),
                        new FormerRun(found.survey(), now - found.age().toNanos())));
    }

    /** The survey of a device that was found, for one search. */
    DeviceSurvey of(IAm device) {
        DeviceSurvey fresh = anew.apply(device);
        Kept kept = unfinished.remove(device.deviceId());
        FormerRun before = former.remove(device.deviceId());
        if (kept != null && isRecent(kept.since()) && kept.survey().isAt(device.address())) {
            return kept.survey();
        }
        if (before != null
                && isRecent(before.since())
                && fresh.isAt(before.survey().about().address())) {
            fresh.goOnFrom(before.survey());
        }
        return fresh;
    }

    private boolean isRecent(long since) {
        return nanoTime.getAsLong() - since < KEPT_NANOS;
    }

    /** A search has ended, and leaves this survey. Nobody may hear of it any more while the driver closes. */
    void left(DeviceSurvey survey) {
        if (!survey.isComplete()) {
            unheard(survey);
        } else if (!closing) {
            files.delete(survey.deviceId());
        }
    }

    /** A search has ended, and nobody hears of what this survey has learnt, be it complete: the next search has it. */
    void unheard(DeviceSurvey survey) {
        unfinished.put(survey.deviceId(), new Kept(survey, nanoTime.getAsLong()));
    }

    /** The driver closes. */
    public void close() {
        closing = true;
    }
}
