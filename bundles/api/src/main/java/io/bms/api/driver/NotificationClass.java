// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import io.bms.api.driver.EventState.Transition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A notification class of a device: which priority events have, and whom the device tells of them (ASHRAE 135, 12.21).
 *
 * @param instance as objects name it in their Notification_Class
 * @param name empty where the device does not say
 * @param priorities 0, the most urgent, to 255, in the order of {@link Transition}; none where the device does not say
 * @param acknowledged the changes that somebody has to acknowledge; none where the device does not say
 * @param recipients none too where {@code failure} is present
 * @param failure why the recipient list could not be read, if it could not
 */
public record NotificationClass(
        int instance,
        Optional<String> name,
        List<Integer> priorities,
        Set<Transition> acknowledged,
        List<EventRecipient> recipients,
        Optional<Failure> failure) {
    /** The greatest instance number of an object. */
    public static final int LAST = 4_194_302;

    public NotificationClass {
        if (instance < 0 || instance > LAST) {
            throw new IllegalArgumentException("notification class " + instance + " is not in 0.." + LAST);
        }
        Objects.requireNonNull(name, "name");
        priorities = List.copyOf(priorities);
        acknowledged = Set.copyOf(acknowledged);
        recipients = List.copyOf(recipients);
        Objects.requireNonNull(failure, "failure");
    }

    /** Every change of this class reaches the gateway, at any time. */
    public boolean tellsHereAll() {
        return recipients.stream().anyMatch(EventRecipient::tellsHereAll);
    }
}
