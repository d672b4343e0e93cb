// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/io.bms.journal.cfg}; the defaults are the values of the file as shipped. */
@ObjectClassDefinition(name = "BMS journal", description = "How much is kept while the MQTT broker is away.")
@interface OutboxConfig {
    @AttributeDefinition(
            name = "Largest outbox",
            description =
                    "Megabytes of samples that wait for the broker, at which the oldest are dropped, 1 to 100000.",
            min = "1",
            max = "100000")
    int outboxMaxMb() default 256;

    @AttributeDefinition(
            name = "Longest wait",
            description = "Hours after which samples that wait are dropped, 1 to 8760.",
            min = "1",
            max = "8760")
    int outboxMaxHours() default 168;
}
