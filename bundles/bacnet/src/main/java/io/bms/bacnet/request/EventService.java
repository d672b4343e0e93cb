// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

/** The ways to ask a device for its events, the best first. Thread: any. */
public enum EventService {
    /** GetEventInformation (ASHRAE 135, 13.12): all that there is to know, in one answer or several. */
    EVENT_INFORMATION,
    /** GetAlarmSummary (13.10): without time stamps, and without what is normal again. */
    ALARM_SUMMARY,
    /** ReadPropertyMultiple of the objects that are known to have events. */
    PROPERTIES;

    EventService next() {
        return this == EVENT_INFORMATION ? ALARM_SUMMARY : PROPERTIES;
    }
}
