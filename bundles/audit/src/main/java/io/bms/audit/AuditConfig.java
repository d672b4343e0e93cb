// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/io.bms.audit.cfg}; the defaults are the values of the file as shipped. */
@ObjectClassDefinition(
        name = "BMS audit",
        description = "How long it is remembered who did what, and what may be done without a record.")
@interface AuditConfig {
    @AttributeDefinition(
            name = "Kept for",
            description = "Days after which records are deleted, 1 to 3650.",
            min = "1",
            max = "3650")
    int retentionDays() default 90;

    @AttributeDefinition(
            name = "Records",
            description = "Records beyond which the oldest are deleted, 1000 to 10000000; each takes some 300 bytes.",
            min = "1000",
            max = "10000000")
    int maxRecords() default 500_000;

    @AttributeDefinition(
            name = "Required",
            description =
                    "Whether what cannot be recorded, since the disk does not take it, is refused rather than done.")
    boolean required() default false;

    @AttributeDefinition(
            name = "Syslog collector",
            description =
                    "Name or address of the syslog collector to which all records are sent over TLS; empty: none.")
    String syslogHost() default "";

    @AttributeDefinition(name = "Port of the collector", description = "1 to 65535.", min = "1", max = "65535")
    int syslogPort() default 6514;

    @AttributeDefinition(
            name = "Certificates of collectors",
            description =
                    "PEM file of the certificates that may have signed the collector's; empty for those that Java trusts.")
    String syslogCaFile() default "";

    @AttributeDefinition(
            name = "Certificate file",
            description =
                    "PEM file of the gateway's own certificate and its issuers', for the collector; empty for none.")
    String syslogCertificateFile() default "";

    @AttributeDefinition(
            name = "Key file",
            description = "PEM file of the key to syslogCertificateFile, without a password.")
    String syslogKeyFile() default "";
}
