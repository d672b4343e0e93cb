// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.PointDriver;
import java.util.concurrent.CompletionStage;

/**
 * One question to a device and its answer. A lane has one under way at most. Thread: bms-monitoring-lanes.
 */
interface Exchange<T> {
    /** False once nobody waits for it any more; it is then not begun. */
    boolean isWanted();

    CompletionStage<T> start(PointDriver driver);

    /** The answer to go on with where the driver gave none. */
    T substitute(Failure failure);

    /** @param driver the one that was asked; it may have left by now */
    void end(PointDriver driver, T answer);
}
