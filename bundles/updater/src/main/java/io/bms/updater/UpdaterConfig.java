// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** {@code etc/io.bms.updater.cfg}; the default is the value of the file as shipped. */
@ObjectClassDefinition(name = "BMS updater", description = "Whose updates are taken, and how they prove themselves.")
@interface UpdaterConfig {
    @AttributeDefinition(
            name = "Signers",
            description = "Whose signature a package must have: the vendor's, the operator's, one of the two, or both.",
            options = {
                @Option(label = "vendor", value = "vendor"),
                @Option(label = "operator", value = "operator"),
                @Option(label = "either", value = "either"),
                @Option(label = "both", value = "both")
            })
    String signers() default "either";

    @AttributeDefinition(
            name = "Time to recover",
            description = "Seconds within which all has to be as it was before, once an update has been put into the"
                    + " running gateway, 5 to 3600.",
            min = "5",
            max = "3600")
    int gateSeconds() default 120;

    @AttributeDefinition(
            name = "Proof",
            description = "Seconds for which all then has to stay so until the update is in force, 1 to 3600.",
            min = "1",
            max = "3600")
    int proofSeconds() default 60;

    @AttributeDefinition(
            name = "Hosts of packages",
            description = "From which hosts the command install_update fetches packages, by https: their names,"
                    + " separated by commas. None: it is off.")
    String downloadHosts() default "";
}
