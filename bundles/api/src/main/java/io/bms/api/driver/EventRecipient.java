// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.driver.EventState.Transition;
import java.util.Objects;
import java.util.Set;

/**
 * An entry of a device's recipient list: whom it tells of events (BACnetDestination, ASHRAE 135, clause 21).
 *
 * @param octets the entry as the device sent it, in hex
 * @param to whom, for people: {@code device 77}, {@code 10.0.0.5:47808}, {@code network 5, MAC 0a}
 * @param leadsHere it names the gateway: its device instance, or an address of its own
 * @param process the number by which the recipient knows what the event is for, 0 to 4294967295
 * @param confirmed the device sends until the recipient confirms
 * @param transitions the changes that it tells
 * @param times when it tells, for people: {@code always}, {@code Mon Tue 07:00:00 to 18:00:00}
 */
public record EventRecipient(
        String octets,
        String to,
        boolean leadsHere,
        long process,
        boolean confirmed,
        Set<Transition> transitions,
        String times) {
    /** What {@link #times} says of an entry that holds on all days and at all hours. */
    public static final String ALWAYS = "always";

    private static final long LAST_PROCESS = 0xffff_ffffL;

    public EventRecipient {
        Objects.requireNonNull(octets, "octets");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(times, "times");
        transitions = Set.copyOf(transitions);
        if (process < 0 || process > LAST_PROCESS) {
            throw new IllegalArgumentException("process identifier " + process + " is not in 0.." + LAST_PROCESS);
        }
    }

    /** Every change reaches the gateway by it, at any time. */
    public boolean tellsHereAll() {
        return leadsHere && times.equals(ALWAYS) && transitions.size() == Transition.values().length;
    }
}
