// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.api.driver.DeviceAddress;

/** Takes what devices say unasked, as far as the fence reads it itself. Called on a listening thread. */
public interface UnaskedPackets {
    void announced(IAm device);

    /** Somebody asked the devices of these numbers who they are, both ends included. */
    default void asked(int low, int high) {}

    /**
     * Somebody announced himself so that nothing can be done with it.
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
}
