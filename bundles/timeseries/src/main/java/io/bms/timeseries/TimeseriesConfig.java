// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/io.bms.timeseries.cfg}; the defaults are the values of the file as shipped. */
@ObjectClassDefinition(name = "BMS time series", description = "How long and how much history is kept.")
@interface TimeseriesConfig {
    @AttributeDefinition(
            name = "Retention",
            description = "Days after which samples are deleted, 1 to 36500.",
            min = "1",
            max = "36500")
    int retentionDays() default 365;

    @AttributeDefinition(
            name = "Largest database",
            description = "Megabytes of samples at which the oldest are deleted, 16 to 1000000.",
            min = "16",
            max = "1000000")
    int maxDatabaseMb() default 1024;

    @AttributeDefinition(
            name = "Rows to pack",
            description =
                    "Unpacked samples at which they are packed, 1000 to 10000000; 0 chooses by the number of points.",
            min = "0",
            max = "10000000")
    int packRows() default 0;
}
