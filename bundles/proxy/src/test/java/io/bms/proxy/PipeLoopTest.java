// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.ClientAddress;
import io.bms.api.account.Role;
import io.bms.api.account.SignIn;
import io.bms.testkit.Await;
import io.bms.testkit.ManualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

public final class PipeLoopTest {
    private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, 0};
    private static final Checks LET_IN =
            (attempt, then) -> then.accept(new SignIn.Accepted(new Account("a", Role.VIEWER), ""));

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int PIECE = 64 * 1024;

    @Test
    public void open_clientThatThrows_endsThatPipeOnly() throws Exception {
        try (FakeBroker broker = FakeBroker.echoing();
                PipeLoop loop = new PipeLoop(new ManualClock(), LET_IN)) {
            Client broken = new Client(true);
            Client sound = new Client(false);
            for (Client client : new Client[] {broken, sound}) {
                open(loop, broker, client).toBroker(CONNECT);
                Await.result(client.sent, SOON);
            }
            assertEquals(Pipe.End.FAILED, Await.result(broken.ended, SOON));
        }
    }

    @Test
    public void toBroker_theLargestPacketWhileNothingIsTaken_isKeptAndNotMuchMore() throws Exception {
        try (FakeBroker broker = FakeBroker.echoing();
                PipeLoop loop = new PipeLoop(new ManualClock(), LET_IN)) {
            Client client = new Client(false);
            Pipe pipe = open(loop, broker, client);
            pipe.toBroker(CONNECT);
            Await.result(client.signedIn, SOON);
            CompletableFuture<Boolean> goOn = new CompletableFuture<>();
            loop.execute(pipe, goOn::join);
            int taken = 0;
            while (pipe.toBroker(new byte[PIECE])) {
                taken += PIECE;
            }
            assertTrue("only " + taken, taken >= MqttEndpoint.MAX_MESSAGE_BYTES);
            assertTrue("as much as " + taken, taken < MqttEndpoint.MAX_MESSAGE_BYTES + 2 * 1024 * 1024);
            goOn.complete(true);
            long all = FakeBroker.CONNACK.length + taken;
            Await.until(() -> client.received.get() == all, SOON, "all of it goes to the broker");
        }
    }

    private static Pipe open(PipeLoop loop, FakeBroker broker, Client client) {
        return loop.open(
                new BrokerAddress("127.0.0.1", broker.port(), Optional.empty(), Optional.empty(), near -> {}),
                new FirstPacket(
                        Optional.empty(), true, new FailedSignIns(new ManualClock()), ClientAddress.of("192.0.2.7")),
                client);
    }

    private static final class Client implements Pipe.Client {
        final CompletableFuture<Integer> sent = new CompletableFuture<>();
        final CompletableFuture<Boolean> signedIn = new CompletableFuture<>();
        final AtomicLong received = new AtomicLong();
        final CompletableFuture<Pipe.End> ended = new CompletableFuture<>();
        private final boolean broken;

        Client(boolean broken) {
            this.broken = broken;
        }

        @Override
        public void send(ByteBuffer bytes, Runnable taken) {
            sent.complete(bytes.remaining());
            received.addAndGet(bytes.remaining());
            if (broken) {
                throw new IllegalStateException("a mistake");
            }
            taken.run();
        }

        @Override
        public void signedIn() {
            signedIn.complete(true);
        }

        @Override
        public void close(Pipe.End end, String reason) {
            ended.complete(end);
        }
    }
}
