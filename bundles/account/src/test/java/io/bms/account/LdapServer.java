// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.bms.testkit.TestAuthority;
import io.bms.testkit.TestAuthority.Signed;
import io.bms.tls.KeyAndChain;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/**
 * A site's directory at 127.0.0.1, once with TLS from the beginning and once by StartTLS. Nobody may look without a
 * password.
 */
final class LdapServer extends ExternalResource {
    static final String BASE = "dc=example,dc=com";
    static final String USER = "cn=bms,ou=services," + BASE;
    static final String PASSWORD = "only for looking people up";

    private static final char[] IN_MEMORY = new char[0];
    private static final String TLS = "tls";
    private static final String START_TLS = "starttls";

    private final TemporaryFolder folder = new TemporaryFolder();
    private TestAuthority authority;
    private InMemoryDirectoryServer server;

    @Override
    protected void before() throws Throwable {
        folder.create();
        authority = new TestAuthority(folder.getRoot().toPath(), "site CA");
        Files.writeString(passwordFile(), PASSWORD + "\n");
        SSLContext tls = context(authority.server("directory"));
        InetAddress here = InetAddress.getByName("127.0.0.1");
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.setAuthenticationRequiredOperationTypes(
                com.unboundid.ldap.sdk.OperationType.SEARCH, com.unboundid.ldap.sdk.OperationType.COMPARE);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPSConfig(
                        TLS, here, 0, tls.getServerSocketFactory(), tls.getSocketFactory()),
                InMemoryListenerConfig.createLDAPConfig(START_TLS, here, 0, tls.getSocketFactory()));
        server = new InMemoryDirectoryServer(config);
        add(BASE, "objectClass: domain");
        add("ou=services," + BASE, "objectClass: organizationalUnit");
        add("ou=people," + BASE, "objectClass: organizationalUnit");
        add("ou=groups," + BASE, "objectClass: organizationalUnit");
        add(USER, "objectClass: person", "userPassword: " + PASSWORD);
        server.startListening();
    }

    /** What a server shows that has the certificate. */
    static SSLContext context(Signed certificate) throws IOException, GeneralSecurityException {
        KeyAndChain own = KeyAndChain.read(certificate.certificateFile(), certificate.keyFile());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", own.key(), IN_MEMORY, own.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, IN_MEMORY);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Override
    protected void after() {
        server.shutDown(true);
        folder.delete();
    }

    TestAuthority authority() {
        return authority;
    }

    Path passwordFile() {
        return folder.getRoot().toPath().resolve("password");
    }

    InMemoryDirectoryServer server() {
        return server;
    }

    /** @return its DN */
    String person(String name, String password, String... attributes) throws LDAPException, LDIFException {
        String dn = "uid=" + name + ",ou=people," + BASE;
        add(dn, "objectClass: inetOrgPerson", "uid: " + name, "userPassword: " + password);
        for (String attribute : attributes) {
            server.modify("dn: " + dn, "changetype: modify", "add: " + attribute.split(":")[0], attribute);
        }
        return dn;
    }

    /** @return its DN */
    String group(String name, String... members) throws LDAPException, LDIFException {
        String dn = "cn=" + name + ",ou=groups," + BASE;
        String[] lines = new String[members.length + 1];
        lines[0] = "objectClass: groupOfNames";
        for (int i = 0; i < members.length; i++) {
            lines[i + 1] = "member: " + members[i];
        }
        add(dn, lines);
        return dn;
    }

    private void add(String dn, String... lines) throws LDAPException, LDIFException {
        String[] ldif = new String[lines.length + 1];
        ldif[0] = "dn: " + dn;
        System.arraycopy(lines, 0, ldif, 1, lines.length);
        server.add(ldif);
    }

    String ldaps() {
        return "ldaps://127.0.0.1:" + server.getListenPort(TLS);
    }

    String startTls() {
        return "ldap://127.0.0.1:" + server.getListenPort(START_TLS);
    }

    /** The keys of the cfg file for this server; people below {@code ou=people}, groups by {@code member}. */
    Map<String, Object> keys(String url) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("ldapUrl", url);
        keys.put("ldapCaFile", authority.caFile().toString());
        keys.put("ldapUser", USER);
        keys.put("ldapPasswordFile", passwordFile().toString());
        keys.put("ldapPeople", "ou=people," + BASE);
        keys.put("ldapGroups", "ou=groups," + BASE);
        return keys;
    }
}
