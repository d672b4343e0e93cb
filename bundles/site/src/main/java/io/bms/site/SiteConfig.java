// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code io.bms.site.cfg}. */
@ObjectClassDefinition(name = "Site", description = "Which points of the building are read, and how often.")
@interface SiteConfig {
    @AttributeDefinition(
            name = "Polling interval in seconds",
            description =
                    "How often a point is read where neither get_config nor a monitoring rule says otherwise, 1 to 86400.",
            min = "1",
            max = "86400")
    int pollingIntervalSeconds() default 30;
}
