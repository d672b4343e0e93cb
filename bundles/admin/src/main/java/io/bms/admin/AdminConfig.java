// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.bms.admin.cfg}. */
@ObjectClassDefinition(name = "BMS REST API")
@interface AdminConfig {
    @AttributeDefinition(
            name = "Time zone of the building",
            description = "As in Europe/Berlin; empty: that of this machine")
    String siteTimeZone() default "";

    @AttributeDefinition(
            name = "Addresses offered at a discovery",
            description = "As in 192.168.10.21 or 192.168.10.21:47809, separated by commas; empty: none")
    String demoAddresses() default "";

    @AttributeDefinition(
            name = "Minutes until an idle session ends",
            description =
                    "5 to 1440 without a call, or a page's without a touch of it; in any case one signs in again after"
                            + " 12 hours",
            min = "5",
            max = "1440")
    int sessionIdleMinutes() default 480;

    @AttributeDefinition(
            name = "Words of names and their tags",
            description = "As in zuluft: discharge air, VL: leaving water; they come before what is built in")
    String tagRules() default "";
}
