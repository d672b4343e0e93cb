// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.Role;
import io.bms.api.account.SignIn;
import io.bms.testkit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;

public final class FirstPacketTest {
    private static final byte[] START = {
        0, 4, 'M', 'Q', 'T', 'T', 5, (byte) 0xc6, 0, 60, 0, 0, 1, 'c', 0, 0, 1, 'w', 0, 1, '!'
    };
    private static final Optional<BrokerAddress.SignIn> OWN =
            Optional.of(new BrokerAddress.SignIn(Optional.of("cloud"), Optional.of("secret")));

    private static final SignIn ACCEPTED = new SignIn.Accepted(new Account("a", Role.ADMIN), "");

    private final ManualClock clock = new ManualClock();
    private final FailedSignIns failures = new FailedSignIns(clock);
    private final Door door = new Door();

    @Test
    public void take_issuedCredentialsOfAnExternalBroker_putsItsOwnInTheirPlace() throws MalformedPacketException {
        FirstPacket first = first(OWN);
        byte[] packet = connect("a~1", "right");
        byte[] withMore = Arrays.copyOf(packet, packet.length + 2);
        withMore[packet.length] = (byte) 0xc0;
        first.take(withMore).at(door);
        assertEquals("a~1", door.checked.orElseThrow().name());
        assertEquals("right", door.checked.orElseThrow().password());
        assertEquals(0, door.passed.size());
        first.decided(ACCEPTED).at(door);
        ByteBuffer changed = ByteBuffer.wrap(door.passed.toByteArray());
        ConnectPacket read = ConnectPacket.read(changed).orElseThrow();
        assertEquals(Optional.of("cloud"), read.user());
        assertEquals(Optional.of("secret"), read.password());
        assertArrayEquals(Arrays.copyOfRange(START, 8, START.length), read.middle());
        assertEquals("what follows is kept", 2, changed.remaining());
        first.take(packet).at(door);
        assertArrayEquals(
                packet,
                Arrays.copyOfRange(door.passed.toByteArray(), door.passed.size() - packet.length, door.passed.size()));
    }

    @Test
    public void decided_notAnAdminWithAnExternalBroker_isNotTakenForTheGateway() {
        for (Role role : List.of(Role.VIEWER, Role.OPERATOR, Role.INTEGRATOR)) {
            FirstPacket first = first(OWN);
            Door own = new Door();
            first.take(connect("a~1", "right")).at(own);
            first.decided(new SignIn.Accepted(new Account("a", role), "")).at(own);
            assertEquals(0, own.passed.size());
            assertEquals((byte) 0x87, own.connack[3]);
        }
    }

    @Test
    public void take_inPieces_isCheckedOnceItIsWholeAndKeepsWhatFollows() {
        Random random = new Random(5);
        for (int length : new int[] {1, 100, 3_000, 8_000}) {
            byte[] packet = connect("u".repeat(length / 2), "p".repeat(length / 2));
            byte[] all = Arrays.copyOf(packet, packet.length + 5_000);
            FirstPacket first = first(Optional.empty());
            Door own = new Door();
            for (int at = 0; at < all.length; ) {
                int end = Math.min(all.length, at + 1 + random.nextInt(length < 1_000 ? 1 : 50));
                first.take(Arrays.copyOfRange(all, at, end)).at(own);
                assertEquals(end >= packet.length, own.checked.isPresent());
                at = end;
            }
            first.decided(ACCEPTED).at(own);
            assertArrayEquals(all, own.passed.toByteArray());
        }
    }

    @Test
    public void take_tooLarge_isRefusedAsSoonAsItsLengthIsKnown() {
        first(Optional.empty()).take(new byte[] {0x10, (byte) 0x80, 0x41}).at(door);
        assertEquals("a CONNECT of 8320 bytes; send at most 8192", door.refused.orElseThrow());
        assertFalse(door.checked.isPresent());
    }

    @Test
    public void take_noConnectFirst_isRefusedAtItsFirstByte() {
        for (int start = 0; start < 256; start++) {
            Door own = new Door();
            first(Optional.empty()).take(new byte[] {(byte) start}).at(own);
            assertEquals(start != 0x10, own.refused.isPresent());
        }
    }

    @Test
    public void take_moreThanIsKeptWhileItIsChecked_isRefused() {
        FirstPacket first = first(Optional.empty());
        first.take(connect("a", "b")).at(door);
        for (int i = 0; i < 16 && door.refused.isEmpty(); i++) {
            first.take(new byte[8_192]).at(door);
        }
        assertTrue(door.refused.isPresent());
    }

    @Test
    public void decided_wrongOrLater_isRefusedInMqtt() {
        for (Optional<BrokerAddress.SignIn> own : List.of(OWN, Optional.<BrokerAddress.SignIn>empty())) {
            FirstPacket wrong = first(own);
            wrong.take(connect("a~1", "wrong")).at(door);
            wrong.decided(new SignIn.Wrong()).at(door);
            assertArrayEquals(new byte[] {0x20, 3, 0, (byte) 0x86, 0}, door.connack);
            FirstPacket later = first(own);
            later.take(connect("a~1", "right")).at(door);
            later.decided(new SignIn.Later(Duration.ofSeconds(1))).at(door);
            assertArrayEquals(new byte[] {0x20, 3, 0, (byte) 0x9f, 0}, door.connack);
            FirstPacket away = first(own);
            Door third = new Door();
            away.take(connect("a~1", "right")).at(third);
            away.decided(new SignIn.Unavailable()).at(third);
            assertArrayEquals(new byte[] {0x20, 3, 0, (byte) 0x9f, 0}, third.connack);
        }
        assertEquals(0, door.passed.size());
    }

    @Test
    public void take_credentialsOfAnotherKind_areAnExternalBrokersToJudge() {
        byte[] packet = connect("someone", "else");
        first(OWN).take(packet).at(door);
        assertArrayEquals(packet, door.passed.toByteArray());
    }

    @Test
    public void take_strangers_areNotRelayedUnlessTheOperatorWantsIt() {
        for (String user : List.of("", "someone")) {
            Door own = new Door();
            first(OWN, false).take(connect(user, "else")).at(own);
            assertEquals(0, own.passed.size());
            assertEquals((byte) 0x87, own.connack[3]);
        }
        first(OWN, false).take(connect("a~1", "right")).at(door);
        assertEquals("a page is checked here", "a~1", door.checked.orElseThrow().name());
    }

    @Test
    public void take_manyThatTheBrokerRefused_areRefusedUnaskedForAWhile() {
        byte[] guess = connect("someone", "else");
        for (int i = 0; i < FailedSignIns.BURST; i++) {
            FirstPacket first = first(OWN);
            first.take(guess).at(door);
            assertFalse(door.refused.isPresent());
            first.wrongCredentials();
        }
        first(OWN).take(guess).at(door);
        assertArrayEquals(new byte[] {0x20, 3, 0, (byte) 0x9f, 0}, door.connack);
        Door page = new Door();
        first(OWN).take(connect("a~1", "right")).at(page);
        assertTrue("a page's own", page.checked.isPresent());
        clock.advance(FailedSignIns.EACH);
        Door again = new Door();
        first(OWN).take(guess).at(again);
        assertArrayEquals(guess, again.passed.toByteArray());
    }

    private FirstPacket first(Optional<BrokerAddress.SignIn> own) {
        return first(own, true);
    }

    private FirstPacket first(Optional<BrokerAddress.SignIn> own, boolean passForeign) {
        return new FirstPacket(own, passForeign, failures, ClientAddress.of("192.0.2.7"));
    }

    private static byte[] connect(String user, String password) {
        int length = START.length + 4 + user.length() + password.length();
        ByteBuffer packet = ByteBuffer.allocate(length + 3).put((byte) 0x10);
        if (length > 0x7f) {
            packet.put((byte) (length & 0x7f | 0x80)).put((byte) (length >>> 7));
        } else {
            packet.put((byte) length);
        }
        packet.put(START);
        packet.putShort((short) user.length())
                .put(user.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) password.length())
                .put(password.getBytes(StandardCharsets.US_ASCII));
        return bytes(packet.flip());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static final class Door implements FirstPacket.Door {
        Optional<Attempt> checked = Optional.empty();
        Optional<String> refused = Optional.empty();
        byte[] connack = {};
        final ByteArrayOutputStream passed = new ByteArrayOutputStream();

        @Override
        public void check(Attempt attempt) {
            checked = Optional.of(attempt);
        }

        @Override
        public void pass(ByteBuffer bytes) {
            passed.writeBytes(bytes(bytes));
        }

        @Override
        public void refuse(ByteBuffer answer, String reason) {
            connack = bytes(answer);
            refused = Optional.of(reason);
        }
    }
}
