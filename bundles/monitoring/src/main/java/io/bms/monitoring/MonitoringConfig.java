// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/io.bms.monitoring.cfg}; the defaults are the values of the file as shipped. */
@ObjectClassDefinition(name = "BMS monitoring", description = "How devices are discovered and read.")
@interface MonitoringConfig {
    @AttributeDefinition(
            name = "Discovery timeout",
            description = "Seconds after which a discovery ends, 1 to 600.",
            min = "1",
            max = "600")
    int discoveryTimeoutSeconds() default 30;

    @AttributeDefinition(
            name = "Retry attempts",
            description =
                    "How often a device that did not answer is read again before only one point is tried, 0 to 100.",
            min = "0",
            max = "100")
    int retryAttempts() default 3;

    @AttributeDefinition(
            name = "Retry delay",
            description = "Seconds between these attempts, 1 to 3600.",
            min = "1",
            max = "3600")
    int retryDelaySeconds() default 5;

    @AttributeDefinition(
            name = "Safety poll",
            description = "How often a point is read that its device reports by itself (COV), in seconds, 10 to 86400.",
            min = "10",
            max = "86400")
    int covSafetyPollSeconds() default 300;

    @AttributeDefinition(
            name = "Points that may be written",
            description = "Patterns as in 1001.analogValue.*, separated by commas; empty: all.")
    String writeAllow() default "";

    @AttributeDefinition(
            name = "Values that may be written",
            description = "As in *.analogValue.*=10..30, separated by commas; empty: what the device allows.")
    String writeRanges() default "";

    @AttributeDefinition(
            name = "Highest priority that may be written",
            description = "1 (the most urgent) to 16.",
            min = "1",
            max = "16")
    int writeHighestPriority() default 1;

    @AttributeDefinition(
            name = "Lease of a write",
            description = "Seconds after which the gateway releases what it wrote, 1 to 31536000; 0: never.",
            min = "0",
            max = "31536000")
    int writeLeaseSeconds() default 0;
}
