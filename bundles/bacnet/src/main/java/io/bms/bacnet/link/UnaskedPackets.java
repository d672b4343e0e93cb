// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.api.driver.DeviceAddress;

/** Takes what devices say unasked, as far as the fence reads it itself. Thread: bms-bacnet-listen-N. */
public interface UnaskedPackets {
    void announced(IAm device);

    /** Somebody asked the devices from {@code low} to {@code high} who they are, both included. */
    default void asked(int low, int high) {}

    /**
     * An announcement came that cannot be used.
     *
     * @param sender for people
     */
    default void unusable(String sender, String reason) {}

    /** A router said which networks it leads to. */
    default void routes(RouterNews news) {}

    /** This device was asked to report. */
    default boolean expectsReports(DeviceAddress device) {
        return false;
    }

    default void reported(CovReport report) {}

    /** Points of a device at this address are read. */
    default boolean isRead(DeviceAddress device) {
        return false;
    }

    /** A device said that something has become of its events. */
    default void notified(EventNotice notice) {}
}
