// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.status;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Contributes to the status. A whiteboard service. */
@ConsumerType
public interface StatusSource {
    /** What is so now. Asked every second and whenever somebody wants to know, from any thread; returns at once. */
    List<StatusItem> status();
}
