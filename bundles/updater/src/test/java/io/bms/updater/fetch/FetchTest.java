// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.fetch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** From a server that sends an octet now and then, for as long as somebody listens. */
public class FetchTest {
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile boolean resumable;
    private Path file;

    @Before
    public void start() throws IOException {
        file = folder.getRoot().toPath().resolve("file");
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (resumable) {
                    exchange.getResponseHeaders().add("Accept-Ranges", "bytes");
                }
                exchange.sendResponseHeaders(200, 0);
                while (!over.await(20, TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write('.');
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @After
    public void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private Fetch.Got fetch(Duration longest, Duration slice) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/file"))
                .build();
        return new Fetch(HttpClient.newHttpClient(), PATIENCE, longest).file(request, file, 1 << 20, slice);
    }

    @Test(timeout = 120_000)
    public void serverThatCannotGoOnLater_hasALimitTooAndItsOwnWords() {
        for (Duration slice : new Duration[] {Duration.ofMillis(1), MOMENT, Duration.ofDays(1)}) {
            Fetch.TooSlow slow = assertThrows(Fetch.TooSlow.class, () -> fetch(MOMENT, slice));
            assertEquals("the file takes more than 0 minutes", slow.getMessage());
        }
    }

    @Test(timeout = 120_000)
    public void serverThatCanGoOnLater_isBrokenOffAfterTheSlice_orTheLimit() throws IOException {
        resumable = true;
        assertFalse(fetch(Duration.ofDays(1), MOMENT).whole());
        assertFalse(fetch(MOMENT, Duration.ofDays(1)).whole());
    }

    /** Whether the answer begins before or after somebody has given it up is a matter of luck. */
    @Test
    public void answerThatBeginsAfterItWasGivenUp_leavesTheFileAsItIs() throws IOException {
        Files.writeString(file, "half of it");
        Receiver receiver = new Receiver(
                () -> FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), 100);
        receiver.end();
        boolean[] cancelled = new boolean[1];
        receiver.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                throw new AssertionError("it asks for more");
            }

            @Override
            public void cancel() {
                cancelled[0] = true;
            }
        });
        assertEquals("half of it", Files.readString(file));
        assertTrue(cancelled[0]);
    }
}
