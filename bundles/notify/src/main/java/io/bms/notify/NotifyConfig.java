// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/io.bms.notify.cfg}; the defaults are the values of the file as shipped. */
@ObjectClassDefinition(name = "BMS notices", description = "Who is told of alarms, how, and how often.")
@interface NotifyConfig {
    @AttributeDefinition(
            name = "SMTP server",
            description = "Name or address of the server that takes mail; empty: none.")
    String smtpHost() default "";

    @AttributeDefinition(name = "Port of the SMTP server", description = "1 to 65535.", min = "1", max = "65535")
    int smtpPort() default 587;

    @AttributeDefinition(
            name = "Security of the SMTP server",
            description =
                    "starttls: encrypted, or nothing is sent; tls: encrypted from the first octet, as at port 465; none:"
                            + " not encrypted, and no password is sent.")
    String smtpSecurity() default "starttls";

    @AttributeDefinition(
            name = "Certificates of SMTP servers",
            description =
                    "PEM file of the certificates that may have signed the server's; empty for those that Java trusts.")
    String smtpCaFile() default "";

    @AttributeDefinition(name = "Account at the SMTP server", description = "Empty for none.")
    String smtpUser() default "";

    @AttributeDefinition(
            name = "Password file of the SMTP server",
            description = "File whose first line is the password of smtpUser.")
    String smtpPasswordFile() default "";

    @AttributeDefinition(name = "Sender", description = "Address that mail comes from.")
    String mailFrom() default "";

    @AttributeDefinition(
            name = "Recipients",
            description = "Addresses that are told of each alarm, separated by commas, 16 at most.")
    String mailTo() default "";

    @AttributeDefinition(
            name = "Recipients by device",
            description =
                    "Addresses that are told of alarms of these devices only, 16 at most, as in hvac@example.com ="
                            + " 1001-1099 2001; lifts@example.com = 3001.")
    String mailToOfDevices() default "";

    @AttributeDefinition(
            name = "Webhook",
            description = "URL to which each notice is posted as JSON, https or http; empty: none.")
    String webhookUrl() default "";

    @AttributeDefinition(
            name = "Secret file of the webhook",
            description = "File whose first line is the key by which notices are signed; empty: they are not.")
    String webhookSecretFile() default "";

    @AttributeDefinition(
            name = "Least priority",
            description = "Alarms of this priority and above are told: critical, high, medium or low.")
    String leastPriority() default "high";

    @AttributeDefinition(
            name = "Wait",
            description =
                    "Seconds that an alarm has to be there before anybody is told, so that those that come together are"
                            + " told together, 0 to 3600.",
            min = "0",
            max = "3600")
    int waitSeconds() default 30;

    @AttributeDefinition(
            name = "Pause",
            description =
                    "Minutes between two notices to the same recipient, 1 to 1440; critical alarms do not wait for it,"
                            + " unless there is a flood.",
            min = "1",
            max = "1440")
    int pauseMinutes() default 5;

    @AttributeDefinition(
            name = "Repetition",
            description =
                    "Hours after which it is told again of an alarm that is there and that nobody has acknowledged, 1 to"
                            + " 168; 0: never.",
            min = "0",
            max = "168")
    int repeatHours() default 4;

    @AttributeDefinition(
            name = "Quiet hours",
            description =
                    "Time of day in which only critical alarms are told, the rest after it, as in 22:00-06:00; empty:"
                            + " none.")
    String quietHours() default "";

    @AttributeDefinition(
            name = "Time zone",
            description = "Of the quiet hours and of the times in mails, as in Europe/Berlin; empty: the machine's.")
    String timeZone() default "";

    @AttributeDefinition(
            name = "Escalation",
            description =
                    "Minutes after which escalationTo is told of an alarm that is to be acknowledged and is not, 1 to"
                            + " 1440.",
            min = "1",
            max = "1440")
    int escalationMinutes() default 15;

    @AttributeDefinition(
            name = "Recipients of the escalation",
            description =
                    "Addresses that are told of alarms that nobody acknowledges, separated by commas, 16 at most; empty:"
                            + " none.")
    String escalationTo() default "";

    @AttributeDefinition(
            name = "Sign of life",
            description =
                    "URL that is called again and again, of a service that raises alarm when the calls stop; empty:"
                            + " none.")
    String pingUrl() default "";

    @AttributeDefinition(
            name = "Interval of the sign of life",
            description = "Seconds between two calls of pingUrl, 10 to 3600.",
            min = "10",
            max = "3600")
    int pingSeconds() default 60;
}
