// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.bacnet.settings.BacnetSettings;
import java.util.function.BooleanSupplier;

/**
 * How long to wait for a device.
 *
 * @param attempts how often to send
 * @param timeoutMs until an attempt that got no answer at all is over
 * @param extraMs beyond that for an answer that comes in segments
 * @param probing silence is expected, and not counted as an error
 * @param insisting a property that was mute is asked all the same, and silence says nothing of it for later
 * @param over nobody wants the answer any more, so that nothing more is sent for it; asked on the worker
 */
public record Patience(
        int attempts, int timeoutMs, int extraMs, boolean probing, boolean insisting, BooleanSupplier over) {
    private static final BooleanSupplier NEVER = () -> false;
    private static final int SLACK_MS = 300;
    private static final int SEGMENTS_MS = 8_000;

    /** For a read of a few properties. */
    public static Patience read(BacnetSettings settings) {
        return new Patience(1 + settings.apduRetries(), settings.apduTimeoutMs(), SLACK_MS, false, false, NEVER);
    }

    /** For an answer that may come in many segments. */
    public static Patience bulk(BacnetSettings settings) {
        return new Patience(1 + settings.apduRetries(), settings.apduTimeoutMs(), SEGMENTS_MS, false, false, NEVER);
    }

    /** For a write, which is never sent twice, and for what may as well be asked another time. */
    public static Patience once(BacnetSettings settings) {
        return new Patience(1, settings.apduTimeoutMs(), SLACK_MS, false, false, NEVER);
    }

    /** For a device that is busy with what was just written, and silent about it meanwhile. */
    public static Patience afterWrite(BacnetSettings settings) {
        return new Patience(1, settings.apduTimeoutMs(), SLACK_MS, false, true, NEVER);
    }

    /** For an address where there may be nobody. */
    public static Patience probe(BacnetSettings settings) {
        return new Patience(1, settings.apduTimeoutMs(), SLACK_MS, true, false, NEVER);
    }

    /** The same for what is wanted only so long. */
    public Patience until(BooleanSupplier end) {
        return new Patience(attempts, timeoutMs, extraMs, probing, insisting, end);
    }

    /** The same for what is no great loss if it gets lost. */
    Patience withoutRetry() {
        return new Patience(1, timeoutMs, extraMs, probing, insisting, over);
    }

    /** To see whether a device is there at all that did not answer something else. */
    public Patience probe() {
        return new Patience(1, timeoutMs, SLACK_MS, true, false, over);
    }

    int deadlineMs() {
        return timeoutMs + extraMs;
    }
}
