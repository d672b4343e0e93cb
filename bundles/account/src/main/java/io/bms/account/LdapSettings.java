// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.Role;
import io.bms.settings.UnusableSetting;
import io.bms.tls.TlsFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.Name;
import javax.naming.ldap.LdapName;

/**
 * A directory and what to ask it, checked.
 *
 * @param startTls whether TLS begins on a connection that is there already (RFC 4511, 4.14); else with it
 * @param trusted who may have signed its certificate
 * @param user the DN that looks people up; empty for nobody
 * @param people below which entry they are
 * @param peopleFilter with {@code {0}} for the name
 * @param groups below which entry groups are; empty if the attribute {@code memberOf} of a person says them
 * @param groupsFilter with {@code {0}} for the person's DN
 * @param roles of the groups
 * @param asking about those who are signed in
 */
record LdapSettings(
        String host,
        int port,
        boolean startTls,
        TlsFiles trusted,
        Optional<Name> user,
        Optional<Path> passwordFile,
        Name people,
        String peopleFilter,
        Optional<Name> groups,
        String groupsFilter,
        Map<Name, Role> roles,
        Directory.Asking asking) {
    private static final int TLS_PORT = 636;
    private static final int PLAIN_PORT = 389;
    private static final String ASKED = "{0}";

    LdapSettings {
        roles = Map.copyOf(roles);
    }

    /** Empty without {@code ldapUrl}; what cannot be used is refused all the same. */
    static Optional<LdapSettings> of(LdapConfig config) {
        Optional<Name> user = name("ldapUser", config.ldapUser());
        Optional<Name> people = name("ldapPeople", config.ldapPeople());
        String peopleFilter = filter("ldapPeopleFilter", config.ldapPeopleFilter());
        Optional<Name> groups = name("ldapGroups", config.ldapGroups());
        String groupsFilter = filter("ldapGroupsFilter", config.ldapGroupsFilter());
        Map<Name, Role> roles = roles(config);
        TlsFiles trusted = TlsFiles.of(config.ldapCaFile(), "", "");
        Directory.Asking asking = new Directory.Asking(
                Duration.ofSeconds(
                        UnusableSetting.unlessWithin("ldapAskAgainSeconds", config.ldapAskAgainSeconds(), 30, 86_400)),
                Duration.ofMinutes(
                        UnusableSetting.unlessWithin("ldapAwayMinutes", config.ldapAwayMinutes(), 1, 43_200)));
        Optional<Path> passwordFile = TlsFiles.path(config.ldapPasswordFile());
        if (config.ldapUrl().isBlank()) {
            return Optional.empty();
        }
        URI url = url(config.ldapUrl().strip());
        boolean startTls = url.getScheme().equalsIgnoreCase("ldap");
        if (user.isPresent() != passwordFile.isPresent()) {
            throw new UnusableSetting(
                    "ldapPasswordFile", config.ldapPasswordFile(), "set it where ldapUser is set, and there only");
        }
        if (people.isEmpty()) {
            throw new UnusableSetting(
                    "ldapPeople", "", "write the entry below which people are, as in ou=people,dc=example,dc=com");
        }
        return Optional.of(new LdapSettings(
                url.getHost().replaceAll("[\\[\\]]", ""),
                url.getPort() > 0 ? url.getPort() : startTls ? PLAIN_PORT : TLS_PORT,
                startTls,
                trusted,
                user,
                passwordFile,
                people.get(),
                peopleFilter,
                groups,
                groupsFilter,
                roles,
                asking));
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            boolean known = url.getScheme() != null
                    && url.getScheme().toLowerCase(Locale.ROOT).matches("ldaps?")
                    && url.getHost() != null
                    && url.getPort() <= 65_535
                    && (url.getPath().isEmpty() || url.getPath().equals("/"))
                    && url.getQuery() == null;
            if (known) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new UnusableSetting(
                "ldapUrl", text, "write ldaps://HOST, or ldap://HOST for StartTLS, with :PORT where it is another");
    }

    private static Optional<Name> name(String key, String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LdapName(text.strip()));
        } catch (InvalidNameException e) {
            throw new UnusableSetting(key, text, "write a DN, as in ou=people,dc=example,dc=com");
        }
    }

    private static String filter(String key, String text) {
        if (!text.contains(ASKED) || !text.strip().matches("\\(.*\\)")) {
            throw new UnusableSetting(
                    key, text, "write a filter in parentheses in which " + ASKED + " stands, as in (uid={0})");
        }
        return text.strip();
    }

    /** A group that stands in two lists has the higher role. */
    private static Map<Name, Role> roles(LdapConfig config) {
        Map<Name, Role> roles = new HashMap<>();
        put(roles, Role.VIEWER, "ldapViewers", config.ldapViewers());
        put(roles, Role.OPERATOR, "ldapOperators", config.ldapOperators());
        put(roles, Role.INTEGRATOR, "ldapIntegrators", config.ldapIntegrators());
        put(roles, Role.ADMIN, "ldapAdmins", config.ldapAdmins());
        return roles;
    }

    private static void put(Map<Name, Role> roles, Role role, String key, String groups) {
        Stream.of(groups.split(";"))
                .flatMap(group -> name(key, group).stream())
                .forEach(group -> roles.put(group, role));
    }

    /** As the status names it. */
    String url() {
        return (startTls ? "ldap://" : "ldaps://") + host + ":" + port;
    }
}
