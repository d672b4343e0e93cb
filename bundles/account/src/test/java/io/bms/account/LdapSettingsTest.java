// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.api.status.StatusItem;
import io.bms.settings.SettingsKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.ldap.LdapName;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class LdapSettingsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SettingsKeeper keeper;

    private Optional<LdapSettings> read(String... keysAndValues) throws IOException {
        Map<String, Object> keys = new HashMap<>(Map.of("ldapUrl", "ldaps://d", "ldapPeople", "dc=x"));
        Path file = folder.getRoot().toPath().resolve("io.bms.account.cfg");
        keys.put(
                "felix.fileinstall.filename",
                Files.writeString(file, "").toUri().toString());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        keeper = new SettingsKeeper();
        return keeper.read(LdapConfig.class, keys, LdapSettings::of);
    }

    @Test
    public void of_url_saysWhereAndHowTlsBegins() throws IOException {
        assertEquals("ldaps://d:636", read().orElseThrow().url());
        assertEquals("ldap://d:389", read("ldapUrl", "LDAP://d/").orElseThrow().url());
        assertEquals(
                "ldaps://::1:1636",
                read("ldapUrl", "ldaps://[::1]:1636").orElseThrow().url());
    }

    @Test
    public void of_groupInTwoLists_hasTheHigherRole() throws Exception {
        Map<javax.naming.Name, Role> roles = read("ldapViewers", "cn=a,dc=x; cn=b,dc=x", "ldapAdmins", "CN=a, DC=x")
                .orElseThrow()
                .roles();
        assertEquals(Role.ADMIN, roles.get(new LdapName("cn=A,dc=x")));
        assertEquals(Role.VIEWER, roles.get(new LdapName("cn=b,dc=x")));
    }

    /** Without TLS nothing is asked, so there is no key that switches it off, and another scheme is no directory. */
    @Test
    public void of_urlOrPeopleThatCannotBeUsed_isNoDirectory() throws IOException {
        for (String url : List.of("http://d", "ldap.example.com", "ldaps://d/dc=x", "ldaps://d:99999", "ldaps://")) {
            assertEquals(url, Optional.empty(), read("ldapUrl", url));
            assertSaid("ldapUrl = ");
        }
        assertEquals(Optional.empty(), read("ldapPeople", ""));
        assertSaid("ldapPeople");
    }

    @Test
    public void of_otherKeyThatCannotBeUsed_allowsNobodyMoreAndIsSaid() throws IOException {
        for (String[] bad : new String[][] {
            {"ldapPeopleFilter", "(uid=anna)"},
            {"ldapPeopleFilter", "uid={0}"},
            {"ldapUser", "cn=bms,dc=x"},
            {"ldapAdmins", "it"},
        }) {
            LdapSettings read = read(bad).orElseThrow();
            assertEquals(Optional.empty(), read.user());
            assertEquals(Map.of(), read.roles());
            assertEquals("(uid={0})", read.peopleFilter());
            assertSaid(bad[0] + " = ");
        }
    }

    private void assertSaid(String what) {
        String said = keeper.status().stream()
                .map(item -> ((StatusItem.Problem) item).message())
                .toList()
                .toString();
        assertTrue(said, said.contains(what));
    }
}
