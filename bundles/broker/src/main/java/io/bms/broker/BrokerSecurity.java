// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.ClientAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.protocol.mqtt.exceptions.InvalidClientIdException;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.NoCacheLoginException;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;

/**
 * Puts {@link ClientSignIn} where Artemis asks for it, and after it the question whose a client id is: only when the
 * password was found right, lest strangers learn which ids and accounts there are, and before a session of that id is
 * touched. What may be published and subscribed to has been decided at the {@link Door} already, which can answer for
 * it; here only the broker's own addresses are kept.
 *
 * <p>Thread: any.
 */
final class BrokerSecurity implements ActiveMQSecurityManager5 {
    /**
     * What a connection was let in with.
     *
     * @param clientId null for what is not a client of MQTT
     * @param revision of the accounts; with another, something about one of them has changed
     */
    private record Proof(String user, String password, String clientId, long revision) {
        /** As a record's own equals, which takes 0.2 µs under C1: Artemis asks with each publication. */
        boolean isSame(Proof other) {
            return revision == other.revision
                    && Objects.equals(user, other.user)
                    && Objects.equals(password, other.password)
                    && Objects.equals(clientId, other.clientId);
        }
    }

    private static final class Proven extends UserPrincipal {
        private final Proof proof;

        Proven(Proof proof) {
            super(proof.user());
            this.proof = proof;
        }
    }

    private final ClientSignIn signIn;
    private final WildcardConfiguration wildcards;
    private volatile BiPredicate<String, String> claim = (user, clientId) -> true;

    BrokerSecurity(ClientSignIn signIn, WildcardConfiguration wildcards) {
        this.signIn = signIn;
        this.wildcards = wildcards;
    }

    /** @param door takes a client id for a user, or says that it is another's; asked before anybody can connect */
    void askForClientIds(BiPredicate<String, String> door) {
        claim = door;
    }

    /**
     * Throws rather than returns null on refusal, since Artemis would go on refusing from its cache.
     *
     * <p>Artemis asks again with each publication. Who is in is not checked again then: even against what is
     * remembered, each time is a hash and two locks that all connections share.
     */
    @Override
    public Subject authenticate(String user, String password, RemotingConnection connection, String domain)
            throws NoCacheLoginException {
        Subject before = connection == null ? null : connection.getSubject();
        // read before the check: a change in between makes the answer an old one
        long revision = signIn.revision();
        if (before != null && isStill(before, new Proof(user, password, connection.getClientID(), revision))) {
            return before;
        }
        Subject subject = check(user, password, connection, revision);
        if (connection != null) {
            // not again: a will is published when its connection has left its place
            if (before == null && !takesPlace(connection)) {
                throw new NoCacheLoginException("its account has no connection left");
            }
            connection.setSubject(subject);
        }
        return subject;
    }

    private Subject check(String user, String password, RemotingConnection connection, long revision)
            throws NoCacheLoginException {
        if (!signIn.accepts(user, password, from(connection), seen(connection))) {
            throw new NoCacheLoginException("unknown account or wrong password");
        }
        String clientId = connection == null ? null : connection.getClientID();
        if (!mayHaveItsId(user, clientId)) {
            // which Artemis answers with 0x85, in MQTT 3.1.1 with return code 2
            throw new InvalidClientIdException();
        }
        Proven proven = new Proven(new Proof(user, password, clientId, revision));
        return new Subject(true, Set.of(proven), Set.of(), Set.of());
    }

    private static boolean isStill(Subject subject, Proof proof) {
        return subject.getPrincipals().iterator().next() instanceof Proven proven && proven.proof.isSame(proof);
    }

    /** The door has the reason for the client, if there is none. */
    private static boolean takesPlace(RemotingConnection connection) {
        return doorman(connection).map(Doorman::takePlace).orElse(true);
    }

    private boolean mayHaveItsId(String user, String clientId) {
        return clientId == null || claim.test(user, TopicSpelling.outside(clientId));
    }

    /** From where whoever sits before the client comes. */
    private static String seen(RemotingConnection connection) {
        return doorman(connection).map(Doorman::address).orElseGet(() -> from(connection)
                .share());
    }

    private static Optional<Doorman> doorman(RemotingConnection connection) {
        return connection != null && connection.getTransportConnection() instanceof NettyConnection netty
                ? Doorman.of(netty.getChannel())
                : Optional.empty();
    }

    /** Netty's text of it is {@code /127.0.0.1:50000} or {@code /[0:0:0:0:0:0:0:1]:50000}. */
    private static ClientAddress from(RemotingConnection connection) {
        String text = connection == null || connection.getRemoteAddress() == null ? "" : connection.getRemoteAddress();
        return ClientAddress.of(text.replaceFirst("^.*/", "").replaceFirst(":[0-9]+$", ""));
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
        String topic = TopicSpelling.outside(MQTTUtil.getMqttTopicFromCoreAddress(address, wildcards));
        return subject != null && isMqtt(check) && !topic.startsWith("$");
    }

    private static boolean isMqtt(CheckType check) {
        return switch (check) {
            case SEND,
                    CREATE_ADDRESS,
                    CONSUME,
                    CREATE_DURABLE_QUEUE,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE,
                    DELETE_ADDRESS ->
                // Artemis deletes the address of a filter with its last subscription, in the unsubscriber's name.
                true;
            case MANAGE, BROWSE, VIEW, EDIT -> false;
        };
    }

    @Override
    public boolean validateUser(String user, String password) {
        return signIn.accepts(user, password, ClientAddress.of(""), "");
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType check) {
        return false;
    }
}
