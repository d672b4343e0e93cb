// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import io.bms.api.point.PointId;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what devices report by themselves. Called on a thread of the driver's, in order: hand off, do not block. */
@ConsumerType
public interface ReportListener {
    /** From now on the device reports this point when it changes. */
    void begun(PointId point);

    /**
     * The device does not report this point, or does so no more: it has to be read.
     *
     * @param why {@code DEVICE_ERROR}: the device refuses to report this point, and is not asked for that again
     *     within an hour. Any other code: it may be asked again at once
     */
    void ended(PointId point, Failure why);

    /** A point as its device has just reported it. */
    void reported(ReadOutcome outcome);
}
