// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.netty.buffer.ByteBuf;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The other side of a connection, as far as its certificate tells who that is: one whose alternative names have
 * {@code urn:bms:account:engine} is the account {@code engine}'s, and stands for its password.
 *
 * <p>Thread: any.
 */
final class Peer {
    /** Who has shown no certificate. */
    static final Peer UNKNOWN = new Peer(List::of, chain -> true, account -> "");

    private static final String ACCOUNT = "urn:bms:account:";
    /** RFC 5280, 4.2.1.6: uniformResourceIdentifier. */
    private static final int URI = 6;

    private final Supplier<List<X509Certificate>> certificates;
    private final Predicate<List<X509Certificate>> good;
    private final UnaryOperator<String> ticket;

    /**
     * @param certificates of the client and its issuers; empty if it has shown none
     * @param good whether they are in force now
     * @param ticket the password by which the broker lets in whoever has shown an account's certificate
     */
    Peer(
            Supplier<List<X509Certificate>> certificates,
            Predicate<List<X509Certificate>> good,
            UnaryOperator<String> ticket) {
        this.certificates = certificates;
        this.good = good;
        this.ticket = ticket;
    }

    /** What the client has shown; empty if nothing, or as long as TLS is not agreed. */
    static List<X509Certificate> certificates(SSLSession session) {
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }

    /** Whether what it has shown is in force now. */
    boolean isGood() {
        List<X509Certificate> chain = certificates.get();
        return chain.isEmpty() || good.test(chain);
    }

    /** Whether it may sign in as that user: an account's certificate is for nobody else. */
    boolean mayBe(String user) {
        return isGood() && account().map(Account.ofUser(user)::equals).orElse(true);
    }

    /**
     * Signs the client in by its certificate where it brings no password.
     *
     * @param connect a whole CONNECT, which is taken over
     * @return it, or another in its place
     */
    ByteBuf introduce(ByteBuf connect) {
        Optional<String> account = account();
        return account.isPresent()
                ? ConnectPacket.signedIn(connect, account.get(), ticket.apply(account.get()))
                : connect;
    }

    /** The one that the certificate names. */
    private Optional<String> account() {
        List<String> named =
                certificates.get().stream().limit(1).flatMap(Peer::uris).toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    private static Stream<String> uris(X509Certificate certificate) {
        try {
            return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                    .flatMap(Collection::stream)
                    .filter(name -> name.get(0).equals(URI))
                    .map(name -> (String) name.get(1))
                    .filter(uri -> uri.startsWith(ACCOUNT))
                    .map(uri -> uri.substring(ACCOUNT.length()))
                    .filter(Account::isName);
        } catch (CertificateParsingException unreadable) {
            return Stream.empty();
        }
    }
}
