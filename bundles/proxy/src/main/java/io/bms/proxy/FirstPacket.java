// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Accounts;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is done with the first packet on its way to the broker, the one frame that the proxy may change. The
 * embedded broker knows the credentials that a browser is given; an external one does not, so there the
 * proxy checks them and puts its own in their place. Credentials of any other kind are the external
 * broker's to judge, but not of an address from which many were wrong. Used by one thread.
 */
final class FirstPacket {
    private static final byte[] NOTHING = {};

    private final Optional<BrokerAddress.SignIn> signIn;
    private final Accounts accounts;
    private final FailedSignIns failures;
    private final String address;
    private byte[] held = NOTHING;
    private boolean passed;
    private boolean judgedThere;

    /** @param address from where it comes */
    FirstPacket(Optional<BrokerAddress.SignIn> signIn, Accounts accounts, FailedSignIns failures, String address) {
        this.signIn = signIn;
        this.accounts = accounts;
        this.failures = failures;
        this.address = address;
        this.passed = signIn.isEmpty();
    }

    /**
     * @param forBroker may be empty
     * @param refusal instead, for the client, after which there is nothing more to say to it
     */
    record Outcome(ByteBuffer forBroker, Optional<Refusal> refusal) {
        static Outcome refused(ByteBuffer connack, String reason) {
            return new Outcome(ByteBuffer.wrap(NOTHING), Optional.of(new Refusal(connack, reason)));
        }
    }

    /** What MQTT says, and the WebSocket. */
    record Refusal(ByteBuffer connack, String reason) {}

    Outcome pass(byte[] bytes) {
        if (passed) {
            return new Outcome(ByteBuffer.wrap(bytes), Optional.empty());
        }
        ByteBuffer joined = ByteBuffer.allocate(held.length + bytes.length)
                .put(held)
                .put(bytes)
                .flip();
        held = joined.array();
        try {
            Optional<ConnectPacket> connect = ConnectPacket.read(joined);
            if (connect.isEmpty()) {
                return new Outcome(ByteBuffer.wrap(NOTHING), Optional.empty());
            }
            passed = true;
            held = NOTHING;
            return judge(connect.get(), joined);
        } catch (MalformedPacketException e) {
            return Outcome.refused(
                    ConnectPacket.refusal(ConnectPacket.MQTT_5, ConnectPacket.MALFORMED), e.getMessage());
        }
    }

    /** The broker did not let it in with what it signed in with. */
    void wrongCredentials() {
        if (judgedThere) {
            failures.count(address);
        }
    }

    private Outcome judge(ConnectPacket connect, ByteBuffer whole) {
        String user = connect.user().orElse("");
        if (!user.contains("~")) {
            if (!failures.mayTry(address)) {
                return Outcome.refused(
                        connect.tooMany(), "too many MQTT sign-ins from this address failed; wait a moment");
            }
            judgedThere = true;
            return new Outcome(whole.rewind(), Optional.empty());
        }
        if (accounts.authenticate(user, connect.password().orElse("")).isEmpty()) {
            return Outcome.refused(connect.wrongCredentials(), "the MQTT user or password is wrong or has expired");
        }
        BrokerAddress.SignIn own = signIn.orElseThrow();
        ByteBuffer changed = connect.withCredentials(own.user(), own.password());
        return new Outcome(
                ByteBuffer.allocate(changed.remaining() + whole.remaining())
                        .put(changed)
                        .put(whole)
                        .flip(),
                Optional.empty());
    }
}
