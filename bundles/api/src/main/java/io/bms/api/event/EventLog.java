// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.event;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Keeps the newest events over restarts; beyond a bound the oldest go. Thread: any. */
@ProviderType
public interface EventLog {
    /** Takes an event and returns at once; it is on the disk about a second later. */
    void record(Event event);

    /** The newest first, of these kinds; blocks for the disk. */
    List<Event> newest(int most, List<Event.Kind> kinds);
}
