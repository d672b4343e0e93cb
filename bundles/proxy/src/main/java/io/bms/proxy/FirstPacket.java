// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.Right;
import io.bms.api.account.SignIn;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is done with the first packet, before anything goes to the broker: strangers get no further than this. The
 * account is checked here; an external broker does not know the credentials that a browser is given, so for it the
 * proxy puts its own in their place. Credentials of any other kind go there only where the operator wants it, and not
 * of an address from which many were wrong: to that broker all of them come from the gateway. Thread: bms-proxy-pipes.
 */
final class FirstPacket {
    /** What may follow the packet before it was answered. */
    static final int MAX_FOLLOWING_BYTES = 64 * 1024;

    private static final int FIRST_BYTES = 256;

    private final Optional<BrokerAddress.SignIn> own;
    private final boolean passForeign;
    private final FailedSignIns failures;
    private final ClientAddress from;
    private ByteBuffer held = ByteBuffer.allocate(FIRST_BYTES);
    private Optional<ConnectPacket> connect = Optional.empty();
    private int connectBytes;
    private boolean passed;
    private boolean judgedThere;

    /**
     * @param own to sign in with at an external broker
     * @param passForeign whether an external broker is asked about credentials that are not of this gateway
     * @param from where it comes from
     */
    FirstPacket(Optional<BrokerAddress.SignIn> own, boolean passForeign, FailedSignIns failures, ClientAddress from) {
        this.own = own;
        this.passForeign = passForeign;
        this.failures = failures;
        this.from = from;
    }

    /** Who does what is to be done. */
    interface Door {
        void check(Attempt attempt);

        void pass(ByteBuffer bytes);

        /** After which there is nothing more to say. */
        void refuse(ByteBuffer connack, String reason);
    }

    /** What is to be done. */
    interface Step {
        void at(Door door);
    }

    /** Takes what came, in pieces of any size, in time that grows with it and no faster. */
    Step take(byte[] bytes) {
        if (passed) {
            return door -> door.pass(ByteBuffer.wrap(bytes));
        }
        if (held.position() + bytes.length > ConnectPacket.MAX_BYTES + MAX_FOLLOWING_BYTES) {
            return door -> door.refuse(malformed(), "more was sent than a CONNECT has, and it was not awaited");
        }
        if (held.remaining() < bytes.length) {
            int needed = held.position() + bytes.length;
            held = ByteBuffer.wrap(Arrays.copyOf(held.array(), Math.max(2 * held.capacity(), needed)))
                    .position(held.position());
        }
        held.put(bytes);
        return connect.isPresent() ? door -> {} : read();
    }

    /** What came of the check. */
    Step decided(SignIn result) {
        ConnectPacket packet = connect.orElseThrow();
        if (result instanceof SignIn.Accepted accepted) {
            if (own.isPresent() && !accepted.account().may(Right.ADMINISTER)) {
                return door -> door.refuse(
                        packet.notAuthorized(),
                        "an external broker takes a page for the gateway itself, so only an admin's gets there");
            }
            return own.map(other -> packet.withCredentials(other.user(), other.password()))
                    .map(this::passWith)
                    .orElseGet(this::passAsItCame);
        }
        return result instanceof SignIn.Later || result instanceof SignIn.Unavailable
                ? door -> door.refuse(packet.tooMany(), "too many MQTT sign-ins at present; wait a moment")
                : door -> door.refuse(packet.wrongCredentials(), "the MQTT user or password is wrong or has expired");
    }

    /** The broker did not let it in with what it signed in with. */
    void wrongCredentials() {
        if (judgedThere) {
            failures.count(from.share());
        }
    }

    private Step read() {
        ByteBuffer bytes = held.duplicate().flip();
        try {
            connect = ConnectPacket.read(bytes);
        } catch (MalformedPacketException e) {
            return door -> door.refuse(malformed(), e.getMessage());
        }
        connectBytes = bytes.position();
        return connect.isPresent() ? judge(connect.get()) : door -> {};
    }

    private Step judge(ConnectPacket packet) {
        String user = packet.user().orElse("");
        if (own.isEmpty() || user.contains("~")) {
            Attempt attempt = new Attempt(user, packet.password().orElse(""), from, Optional.empty());
            return door -> door.check(attempt);
        }
        if (!passForeign) {
            return door -> door.refuse(
                    packet.notAuthorized(),
                    "only pages of this gateway are let through to the external broker; passForeignCredentials in"
                            + " io.bms.proxy.cfg lets its own users in, too");
        }
        if (!failures.mayTry(from.share())) {
            return door ->
                    door.refuse(packet.tooMany(), "too many MQTT sign-ins from this address failed; wait a moment");
        }
        judgedThere = true;
        return passAsItCame();
    }

    private Step passAsItCame() {
        return passWith(ByteBuffer.wrap(held.array(), 0, connectBytes));
    }

    private Step passWith(ByteBuffer first) {
        int following = held.position() - connectBytes;
        ByteBuffer all = ByteBuffer.allocate(first.remaining() + following)
                .put(first.duplicate())
                .put(held.array(), connectBytes, following)
                .flip();
        passed = true;
        held = ByteBuffer.allocate(0);
        return door -> door.pass(all);
    }

    private static ByteBuffer malformed() {
        return ConnectPacket.refusal(ConnectPacket.MQTT_5, ConnectPacket.MALFORMED);
    }
}
