// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import io.bms.testkit.ManualClock;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.Test;

public final class FirstPacketTest {
    private static final byte[] START = {
        0, 4, 'M', 'Q', 'T', 'T', 5, (byte) 0xc6, 0, 60, 0, 0, 1, 'c', 0, 0, 1, 'w', 0, 1, '!'
    };
    private static final Optional<BrokerAddress.SignIn> OWN =
            Optional.of(new BrokerAddress.SignIn(Optional.of("cloud"), Optional.of("secret")));

    private final ManualClock clock = new ManualClock();
    private final FailedSignIns failures = new FailedSignIns(clock);

    @Test
    public void pass_issuedCredentials_putsItsOwnInTheirPlace() throws MalformedPacketException {
        FirstPacket first = first(OWN);
        byte[] packet = connect("a~1", "right");
        byte[] withMore = Arrays.copyOf(packet, packet.length + 2);
        withMore[packet.length] = (byte) 0xc0;
        ByteBuffer changed = first.pass(withMore).forBroker();
        ConnectPacket read = ConnectPacket.read(changed).orElseThrow();
        assertEquals(Optional.of("cloud"), read.user());
        assertEquals(Optional.of("secret"), read.password());
        assertArrayEquals(Arrays.copyOfRange(START, 8, START.length), read.middle());
        assertEquals("what follows is kept", 2, changed.remaining());
        assertArrayEquals(packet, bytes(first.pass(packet).forBroker()));
    }

    @Test
    public void pass_byteByByte_waitsForTheWhole() throws MalformedPacketException {
        FirstPacket first = first(OWN);
        byte[] packet = connect("a~1", "right");
        for (int i = 0; i < packet.length - 1; i++) {
            assertFalse(first.pass(new byte[] {packet[i]}).forBroker().hasRemaining());
        }
        ByteBuffer whole = first.pass(new byte[] {packet[packet.length - 1]}).forBroker();
        assertEquals(
                Optional.of("cloud"), ConnectPacket.read(whole).orElseThrow().user());
    }

    @Test
    public void pass_wrongIssuedCredentials_isRefusedInMqtt() {
        FirstPacket.Outcome outcome = first(OWN).pass(connect("a~1", "wrong"));
        assertFalse(outcome.forBroker().hasRemaining());
        assertArrayEquals(
                new byte[] {0x20, 3, 0, (byte) 0x86, 0},
                bytes(outcome.refusal().orElseThrow().connack()));
    }

    @Test
    public void pass_credentialsOfAnotherKind_areTheBrokersToJudge() {
        byte[] packet = connect("someone", "else");
        assertArrayEquals(packet, bytes(first(OWN).pass(packet).forBroker()));
    }

    @Test
    public void pass_embeddedBroker_changesNothing() {
        byte[] packet = connect("a~1", "wrong");
        assertArrayEquals(packet, bytes(first(Optional.empty()).pass(packet).forBroker()));
    }

    @Test
    public void pass_manyThatTheBrokerRefused_areRefusedUnaskedForAWhile() {
        byte[] guess = connect("someone", "else");
        for (int i = 0; i < FailedSignIns.BURST; i++) {
            FirstPacket first = first(OWN);
            assertArrayEquals(guess, bytes(first.pass(guess).forBroker()));
            first.wrongCredentials();
        }
        assertArrayEquals(
                new byte[] {0x20, 3, 0, (byte) 0x9f, 0},
                bytes(first(OWN).pass(guess).refusal().orElseThrow().connack()));
        assertFalse(
                "a page's own",
                first(OWN).pass(connect("a~1", "right")).refusal().isPresent());
        clock.advance(FailedSignIns.EACH);
        assertArrayEquals(guess, bytes(first(OWN).pass(guess).forBroker()));
    }

    private FirstPacket first(Optional<BrokerAddress.SignIn> signIn) {
        return new FirstPacket(signIn, new OnlyIssued(), failures, "192.0.2.7");
    }

    private static byte[] connect(String user, String password) {
        ByteBuffer packet = ByteBuffer.allocate(200);
        packet.put((byte) 0x10)
                .put((byte) (START.length + 4 + user.length() + password.length()))
                .put(START);
        packet.putShort((short) user.length())
                .put(user.getBytes())
                .putShort((short) password.length())
                .put(password.getBytes());
        return bytes(packet.flip());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static final class OnlyIssued extends NoAccounts {
        @Override
        public Optional<Account> authenticate(String name, String password) {
            return name.equals("a~1") && password.equals("right") ? Optional.of(new Account("a")) : Optional.empty();
        }
    }
}
