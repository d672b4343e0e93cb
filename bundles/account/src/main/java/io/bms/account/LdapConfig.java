// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.bms.account.cfg}. */
@ObjectClassDefinition(name = "BMS accounts of a directory")
@interface LdapConfig {
    @AttributeDefinition(
            name = "Directory",
            description = "As in ldaps://ldap.example.com, or ldap://ldap.example.com for StartTLS; empty: none")
    String ldapUrl() default "";

    @AttributeDefinition(
            name = "Certificates of directories",
            description =
                    "PEM file of the certificates that may have signed the directory's; empty for those that Java trusts")
    String ldapCaFile() default "";

    @AttributeDefinition(
            name = "DN that looks people up",
            description = "As in cn=bms,ou=services,dc=example,dc=com; empty: anonymously")
    String ldapUser() default "";

    @AttributeDefinition(
            name = "Password file",
            description = "File whose first line is the password of ldapUser; read at each sign-in")
    String ldapPasswordFile() default "";

    @AttributeDefinition(name = "Base of people", description = "As in ou=people,dc=example,dc=com")
    String ldapPeople() default "";

    @AttributeDefinition(
            name = "Filter of people",
            description = "{0} stands for the name; Active Directory: (sAMAccountName={0})")
    String ldapPeopleFilter() default "(uid={0})";

    @AttributeDefinition(
            name = "Base of groups",
            description = "Where groups with their members are; empty: the person's memberOf says its groups")
    String ldapGroups() default "";

    @AttributeDefinition(name = "Filter of groups", description = "{0} stands for the person's DN")
    String ldapGroupsFilter() default "(member={0})";

    @AttributeDefinition(name = "Groups of viewers", description = "DNs, separated by semicolons; empty: none")
    String ldapViewers() default "";

    @AttributeDefinition(name = "Groups of operators", description = "DNs, separated by semicolons; empty: none")
    String ldapOperators() default "";

    @AttributeDefinition(name = "Groups of integrators", description = "DNs, separated by semicolons; empty: none")
    String ldapIntegrators() default "";

    @AttributeDefinition(name = "Groups of admins", description = "DNs, separated by semicolons; empty: none")
    String ldapAdmins() default "";

    @AttributeDefinition(
            name = "Seconds between questions",
            description =
                    "How often, in seconds, the directory is asked again about people who are signed in, 30 to 86400; whoever"
                            + " it does not let in any more is signed out",
            min = "30",
            max = "86400")
    int ldapAskAgainSeconds() default 300;

    @AttributeDefinition(
            name = "Minutes without the directory",
            description =
                    "How long, in minutes, people who are signed in stay so while the directory does not answer, 1 to 43200",
            min = "1",
            max = "43200")
    int ldapAwayMinutes() default 720;
}
