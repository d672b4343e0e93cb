// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.testkit.PackagesContract;

/** From the bundle's door down to its settings. */
public class PackagesTest extends PackagesContract {
    public PackagesTest() {
        super(BacnetDriver.class, "", "event", "discovery", "request", "link", "ede", "value", "packet", "settings");
    }
}
