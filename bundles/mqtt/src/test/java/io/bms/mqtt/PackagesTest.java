// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.testkit.PackagesContract;

/** Session and uplinks know their links; a link knows nothing of what is sent. */
public class PackagesTest extends PackagesContract {
    public PackagesTest() {
        super(MqttSession.class, "uplink", "", "link");
    }
}
