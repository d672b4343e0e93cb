// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.bacnet.settings.BacnetSettings;
import java.util.function.BooleanSupplier;

/**
 * How long to wait for a device. Thread: any.
 *
 * @param attempts how many times to send the request at most
 * @param timeoutMs how long to wait for an attempt that got no answer at all
 * @param extraMs how much longer to wait for an answer that comes in segments
 * @param probing silence is expected, and not counted as an error
 * @param insisting a property that was mute is asked for all the same, and its silence is not remembered
 * @param over nobody wants the answer any more, so that nothing more is sent; asked on the worker
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

    /** For a write, which is never sent twice, and for what may be asked another time. */
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

    /** The same for what is wanted only until {@code end}. */
    public Patience until(BooleanSupplier end) {
        return new Patience(attempts, timeoutMs, extraMs, probing, insisting, end);
    }

    /** The same without a repeat, for what may be lost. */
    public Patience withoutRetry() {
        return new Patience(1, timeoutMs, extraMs, probing, insisting, over);
    }

    /** For finding out whether a device that did not answer is there at all. */
    public Patience probe() {
        return new Patience(1, timeoutMs, SLACK_MS, true, false, over);
    }

    int deadlineMs() {
        return timeoutMs + extraMs;
    }
}
