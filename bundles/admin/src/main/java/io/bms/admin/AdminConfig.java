// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.bms.admin.cfg}. */
@ObjectClassDefinition(name = "BMS REST API")
@interface AdminConfig {
    @AttributeDefinition(description = "Time zone of the building; empty for this machine's")
    String siteTimeZone() default "";

    @AttributeDefinition(description = "Addresses offered at a discovery, separated by commas")
    String demoAddresses() default "";

    @AttributeDefinition(
            description =
                    "Minutes without a call, or a page's without a touch of it, after which one signs in again, 5 to 1440;"
                            + " in any case one does after 12 hours",
            min = "5",
            max = "1440")
    int sessionIdleMinutes() default 480;
}
