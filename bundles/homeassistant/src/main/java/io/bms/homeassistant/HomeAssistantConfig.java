// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/io.bms.homeassistant.cfg}. */
@ObjectClassDefinition(name = "BMS for Home Assistant")
@interface HomeAssistantConfig {
    @AttributeDefinition(name = "Enabled", description = "Have Home Assistant find the points of the site")
    boolean enabled() default false;

    @AttributeDefinition(name = "Discovery prefix", description = "What Home Assistant listens below")
    String discoveryPrefix() default "homeassistant";

    @AttributeDefinition(name = "Write", description = "Offer points that can be written for writing")
    boolean write() default true;

    @AttributeDefinition(
            name = "Priority",
            description = "The priority of what Home Assistant writes, 1 to 16 but not 6",
            min = "1",
            max = "16")
    int priority() default 8;
}
