package io.bms.proxy;

import io.bms.api.account.Accounts;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is done with the first packet on its way to the broker, the one frame that the proxy may change. The
 * embedded broker knows the credentials that a browser is given; an external one does not, so there the
 * proxy checks them and puts its own in their place. Credentials of any other kind are the external
 * broker's to judge. Used by one thread.
 */
final class FirstPacket {
    private static final byte[] NOTHING = {};

    private final Optional<BrokerAddress.SignIn> signIn;
    private final Accounts accounts;
    private byte[] held = NOTHING;
    private boolean passed;

    FirstPacket(Optional<BrokerAddress.SignIn> signIn, Accounts accounts) {
        this.signIn = signIn;
        this.accounts = accounts;
        this.passed = signIn.isEmpty();
    }

    /**
     * @param forBroker may be empty
     * @param refusal instead, for the client, after which there is nothing more to say to it
     */
    record Outcome(ByteBuffer forBroker, Optional<ByteBuffer> refusal) {}

    Outcome pass(byte[] bytes) {
        if (passed) {
            return new Outcome(ByteBuffer.wrap(bytes), Optional.empty());
        }
        ByteBuffer joined = ByteBuffer.allocate(held.length + bytes.length).put(held).put(bytes).flip();
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
            return new Outcome(ByteBuffer.wrap(NOTHING), Optional.of(ConnectPacket.refusal(ConnectPacket.MQTT_5, ConnectPacket.MALFORMED)));
        }
    }

    private Outcome judge(ConnectPacket connect, ByteBuffer whole) {
        String user = connect.user().orElse("");
        if (!user.contains("~")) {
            return new Outcome(whole.rewind(), Optional.empty());
        }
        if (accounts.authenticate(user, connect.password().orElse("")).isEmpty()) {
            return new Outcome(ByteBuffer.wrap(NOTHING), Optional.of(connect.refusal()));
        }
        BrokerAddress.SignIn own = signIn.orElseThrow();
        ByteBuffer changed = connect.withCredentials(own.user(), own.password());
        return new Outcome(ByteBuffer.allocate(changed.remaining() + whole.remaining()).put(changed).put(whole).flip(),
                Optional.empty());
    }
}
