// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.status;

import org.osgi.annotation.versioning.ConsumerType;

/** Knows whether the machine's clock can be right. Never waits. Thread: any. */
@ConsumerType
public interface ClockCheck {
    /** False while the clock is certainly wrong: what is read then is {@code uncertain}, since its time is. */
    boolean isPlausible();
}
