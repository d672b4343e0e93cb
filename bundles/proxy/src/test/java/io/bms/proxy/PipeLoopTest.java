package io.bms.proxy;

import static org.junit.Assert.assertEquals;

import io.bms.testkit.Await;
import io.bms.testkit.ManualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

public final class PipeLoopTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    public void open_clientThatThrows_endsThatPipeOnly() throws Exception {
        try (FakeBroker broker = FakeBroker.echoing(); PipeLoop loop = new PipeLoop(new ManualClock())) {
            Client broken = new Client(true);
            Client sound = new Client(false);
            for (Client client : new Client[] {broken, sound}) {
                Pipe pipe = loop.open(new BrokerAddress("127.0.0.1", broker.port(), false, Optional.empty()),
                        new FirstPacket(Optional.empty(), new NoAccounts()), client);
                pipe.toBroker(new byte[] {0x10, 0});
                Await.result(client.sent, SOON);
            }
            assertEquals(Pipe.End.FAILED, Await.result(broken.ended, SOON));
        }
    }

    private static final class Client implements Pipe.Client {
        final CompletableFuture<Integer> sent = new CompletableFuture<>();
        final CompletableFuture<Pipe.End> ended = new CompletableFuture<>();
        private final boolean broken;

        Client(boolean broken) {
            this.broken = broken;
        }

        @Override
        public void send(ByteBuffer bytes, Runnable taken) {
            sent.complete(bytes.remaining());
            if (broken) {
                throw new IllegalStateException("a mistake");
            }
            taken.run();
        }

        @Override
        public void signedIn() {
            // it sends nothing large
        }

        @Override
        public void close(Pipe.End end, String reason) {
            ended.complete(end);
        }
    }
}
