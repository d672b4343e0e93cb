// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.Directory.Answer;
import io.bms.api.account.Role;
import io.bms.text.PasswordFile;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.naming.AuthenticationException;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.InvalidNameException;
import javax.naming.Name;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NamingSecurityException;
import javax.naming.OperationNotSupportedException;
import javax.naming.PartialResultException;
import javax.naming.SizeLimitExceededException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * One connection to a directory, by LDAP version 3 over TLS (RFC 4511, 4513), from its opening to its end. Nothing is
 * sent before TLS is there and the directory's certificate was found to be its own; referrals are not followed.
 * Whatever somebody typed goes into a filter as JNDI's argument, which escapes it (RFC 4515). Thread: one; {@link
 * #abandon} any.
 */
final class LdapExchange implements AutoCloseable {
    /** For each answer. */
    static final int TIMEOUT_MS = 4_000;

    private static final String MEMBER_OF = "memberOf";
    /** No attributes (RFC 4511, 4.5.1.8). */
    private static final String NOTHING = "1.1";

    private static final int MOST_GROUPS = 1_000;

    private final LdapSettings settings;
    private final LdapSockets sockets;
    private final SSLContext tls;
    private Optional<LdapContext> context = Optional.empty();

    /** @throws IOException the file of certificates cannot be used */
    LdapExchange(LdapSettings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.tls = settings.trusted().context(clock);
        this.sockets =
                new LdapSockets(settings.startTls() ? SocketFactory.getDefault() : tls.getSocketFactory(), TIMEOUT_MS);
    }

    /**
     * Connects, and signs in as the one who looks people up.
     *
     * @throws IOException the directory cannot be used, in words
     */
    void open() throws IOException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new LdapLoader());
        LdapSockets.use(sockets);
        try {
            context = Optional.of(new InitialLdapContext(environment(), null));
            if (settings.startTls()) {
                ((StartTlsResponse) context.get().extendedOperation(new StartTlsRequest()))
                        .negotiate(tls.getSocketFactory());
            }
            if (settings.user().isPresent()) {
                bind(settings.user().get(), lookUpPassword());
            }
        } catch (AuthenticationException e) {
            throw new IOException(
                    "it refuses " + settings.user().map(Name::toString).orElse("anonymous") + " (ldapUser): "
                            + words(e),
                    e);
        } catch (NamingException e) {
            throw new IOException(words(e), e);
        } finally {
            LdapSockets.use(null);
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /**
     * After {@link #open}.
     *
     * @throws IOException the directory cannot be used, in words
     */
    Answer check(String name, String password) throws IOException {
        try {
            Optional<Person> person = person(name);
            // Without a password a directory lets anybody in, as nobody (RFC 4513, 5.1.2).
            return person.isEmpty()
                            || password.isEmpty()
                            || !isRight(person.get().dn(), password)
                    ? new Answer.Refused()
                    : new Answer.Member(person.get().role());
        } catch (NamingException e) {
            throw new IOException(words(e), e);
        }
    }

    /**
     * Whether people could sign in, if their passwords were right. After {@link #open}, and not after {@link #check}.
     *
     * @throws IOException the directory cannot be used, in words
     */
    Map<String, Answer> lookUp(List<String> names) throws IOException {
        try {
            Map<String, Answer> answers = new HashMap<>();
            for (String name : names) {
                answers.put(
                        name,
                        person(name)
                                .<Answer>map(person -> new Answer.Member(person.role()))
                                .orElseGet(Answer.Refused::new));
            }
            return answers;
        } catch (NamingException e) {
            throw new IOException(words(e), e);
        }
    }

    /** @param role the highest of the groups' */
    private record Person(Name dn, Role role) {}

    /** Empty if nobody, or more than one, has that name, none of the groups has a role, or the entry is disabled. */
    private Optional<Person> person(String name) throws NamingException {
        Optional<SearchResult> entry = only(name);
        if (entry.isEmpty() || DisabledEntry.is(entry.get().getAttributes())) {
            return Optional.empty();
        }
        Name dn = new LdapName(entry.get().getNameInNamespace());
        return groups(entry.get(), dn).stream()
                .flatMap(group -> Optional.ofNullable(settings.roles().get(group)).stream())
                .max(Comparator.naturalOrder())
                .map(role -> new Person(dn, role));
    }

    private Hashtable<String, Object> environment() {
        Hashtable<String, Object> environment = new Hashtable<>();
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        environment.putAll(Map.of(
                Context.INITIAL_CONTEXT_FACTORY,
                "com.sun.jndi.ldap.LdapCtxFactory",
                Context.PROVIDER_URL,
                (settings.startTls() ? "ldap://" : "ldaps://") + host + ":" + settings.port(),
                Context.SECURITY_AUTHENTICATION,
                "none",
                Context.REFERRAL,
                "ignore",
                "java.naming.ldap.version",
                "3",
                "java.naming.ldap.factory.socket",
                LdapSockets.class.getName(),
                "com.sun.jndi.ldap.connect.timeout",
                String.valueOf(TIMEOUT_MS),
                "com.sun.jndi.ldap.read.timeout",
                String.valueOf(TIMEOUT_MS)));
        return environment;
    }

    private String lookUpPassword() throws IOException {
        try {
            return PasswordFile.read(settings.passwordFile().orElseThrow());
        } catch (IOException e) {
            throw new IOException(
                    "the file " + settings.passwordFile().get() + " (ldapPasswordFile) cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    private void bind(Name dn, String password) throws NamingException {
        LdapContext open = context.orElseThrow();
        open.addToEnvironment(Context.SECURITY_AUTHENTICATION, "simple");
        open.addToEnvironment(Context.SECURITY_PRINCIPAL, dn.toString());
        open.addToEnvironment(Context.SECURITY_CREDENTIALS, password);
        open.reconnect(null);
    }

    private boolean isRight(Name dn, String password) throws NamingException {
        try {
            bind(dn, password);
            return true;
        } catch (NamingSecurityException | OperationNotSupportedException wrong) {
            return false;
        }
    }

    /** The one entry of that name; empty if there is none, or more than one, since nobody could say which it is. */
    private Optional<SearchResult> only(String name) throws NamingException {
        List<String> attributes = new ArrayList<>(DisabledEntry.ATTRIBUTES);
        if (settings.groups().isEmpty()) {
            attributes.add(MEMBER_OF);
        }
        Set<SearchResult> found = search(settings.people(), settings.peopleFilter(), name, 2, attributes);
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    private Set<Name> groups(SearchResult person, Name dn) throws NamingException {
        Set<Name> groups = new LinkedHashSet<>();
        if (settings.groups().isPresent()) {
            for (SearchResult group : search(
                    settings.groups().get(), settings.groupsFilter(), dn.toString(), MOST_GROUPS, List.of(NOTHING))) {
                groups.add(new LdapName(group.getNameInNamespace()));
            }
            return groups;
        }
        Attribute memberOf = person.getAttributes().get(MEMBER_OF);
        for (int i = 0; memberOf != null && i < Math.min(memberOf.size(), MOST_GROUPS); i++) {
            name(String.valueOf(memberOf.get(i))).ifPresent(groups::add);
        }
        return groups;
    }

    private static Optional<Name> name(String text) {
        try {
            return Optional.of(new LdapName(text));
        } catch (InvalidNameException none) {
            return Optional.empty();
        }
    }

    /** @param asked what stands for {@code {0}} in the filter; any text */
    private Set<SearchResult> search(Name base, String filter, String asked, int most, List<String> attributes)
            throws NamingException {
        SearchControls controls = new SearchControls(
                SearchControls.SUBTREE_SCOPE, most, TIMEOUT_MS, attributes.toArray(String[]::new), false, false);
        Set<SearchResult> found = new LinkedHashSet<>();
        NamingEnumeration<SearchResult> results =
                context.orElseThrow().search(base, filter, new Object[] {asked}, controls);
        try {
            while (found.size() < most && results.hasMore()) {
                found.add(results.next());
            }
        } catch (PartialResultException | SizeLimitExceededException end) {
            // Elsewhere is more, or there is more than was asked for; what is here counts.
        } finally {
            results.close();
        }
        return found;
    }

    private static String words(NamingException e) {
        boolean silent = Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("timed out"));
        if (silent) {
            return "no answer within " + TIMEOUT_MS / 1_000 + " s";
        }
        Throwable root = e instanceof CommunicationException && e.getRootCause() != null ? e.getRootCause() : e;
        String text = String.valueOf(root.getMessage() == null ? root : root.getMessage());
        // Active Directory ends its words with a zero.
        return text.replaceAll("\\p{C}+", " ").strip();
    }

    /** Ends it from another thread: whoever waits fails at once. */
    void abandon() {
        sockets.close();
    }

    @Override
    public void close() {
        try {
            if (context.isPresent()) {
                context.get().close();
            }
        } catch (NamingException e) {
            // The sockets are closed in any case.
        } finally {
            sockets.close();
        }
    }
}
