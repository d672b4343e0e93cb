// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/io.bms.alarm.cfg}; the defaults are the values of the file as shipped. */
@ObjectClassDefinition(
        name = "BMS alarms",
        description = "When something counts as an alarm, and how long it is remembered.")
@interface AlarmConfig {
    @AttributeDefinition(
            name = "Device silent",
            description = "Seconds for which a device has not answered, at which that is an alarm, 10 to 86400.",
            min = "10",
            max = "86400")
    int deviceSilentSeconds() default 60;

    @AttributeDefinition(
            name = "Points unreadable",
            description =
                    "Seconds for which a point of a device that answers cannot be read, at which that is an alarm,"
                            + " 10 to 86400.",
            min = "10",
            max = "86400")
    int pointsUnreadableSeconds() default 300;

    @AttributeDefinition(
            name = "Events of devices",
            description = "Seconds after which a device is asked again for its events, 30 to 86400; 0: never.",
            min = "0",
            max = "86400")
    int deviceEventsSeconds() default 300;

    @AttributeDefinition(
            name = "Events kept",
            description = "Days after which what became of alarms is deleted, 1 to 3650.",
            min = "1",
            max = "3650")
    int eventRetentionDays() default 730;
}
