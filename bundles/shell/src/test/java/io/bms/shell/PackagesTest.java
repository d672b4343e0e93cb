// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.testkit.PackagesContract;

/** The socket knows what the commands refuse, and the commands what a support bundle is; neither knows its user. */
public class PackagesTest extends PackagesContract {
    public PackagesTest() {
        super(Refused.class, "socket", "", "support");
    }
}
