// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Over HTTP, to a server that answers as it is told to. */
public class WebhookChannelTest {
    private static final Notice NOTICE =
            new Notice("id-1", "webhook", ManualClock.START, "subject", "text", "{\"text\":\"zu warm: 31 \u00b0C\"}");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private record Asked(String signature, String notice, String body) {}

    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private HttpServer server;
    private int status = 204;

    @Before
    public void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(new Asked(
                String.valueOf(exchange.getRequestHeaders().getFirst("X-Bms-Signature")),
                exchange.getRequestHeaders().getFirst("X-Bms-Notice"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @After
    public void stop() {
        server.stop(0);
    }

    private WebhookChannel channel(Optional<Path> secret) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        return new WebhookChannel(new NoticeTarget.Webhook(url, secret), HttpClient.newHttpClient(), new ManualClock());
    }

    @Test
    public void notice_isPosted_andItsSignatureIsThatOfTimeAndBody() throws Exception {
        Path secret = folder.newFile().toPath();
        Files.writeString(secret, "s3cret\n");
        channel(Optional.of(secret)).deliver(NOTICE);
        Asked request = asked.take();
        assertEquals(NOTICE.json(), request.body());
        assertEquals("id-1", request.notice());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String time = String.valueOf(ManualClock.START.getEpochSecond());
        String expected =
                HexFormat.of().formatHex(mac.doFinal((time + "." + NOTICE.json()).getBytes(StandardCharsets.UTF_8)));
        assertEquals("t=" + time + ",v1=" + expected, request.signature());
    }

    @Test
    public void answer_thatIsNoSuccess_isAFailure_andARedirectIsNotFollowed() throws Exception {
        for (int bad : new int[] {302, 404, 500}) {
            status = bad;
            IOException failed = assertThrows(
                    IOException.class, () -> channel(Optional.empty()).deliver(NOTICE));
            assertTrue(failed.getMessage(), failed.getMessage().contains(String.valueOf(bad)));
        }
        assertEquals(3, asked.size());
        assertEquals("null", asked.take().signature());
    }

    /** The client's own time limit ends with the headers. */
    @Test
    public void answer_thatDripsWithoutEnd_isAFailure_withinTheDeadline() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        server.createContext("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (done.getCount() > 0) {
                    body.write('.');
                    body.flush();
                    done.await(100, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/drip");
        WebhookChannel channel = new WebhookChannel(
                new NoticeTarget.Webhook(url, Optional.empty()),
                HttpClient.newHttpClient(),
                new ManualClock(),
                Duration.ofSeconds(2));
        try {
            IOException failed = assertThrows(IOException.class, () -> channel.deliver(NOTICE));
            assertEquals("it had not answered to the end in time", failed.getMessage());
        } finally {
            done.countDown();
        }
    }

    @Test
    public void secret_thatCannotBeRead_sendsNothing() {
        Path missing = folder.getRoot().toPath().resolve("missing");
        assertThrows(IOException.class, () -> channel(Optional.of(missing)).deliver(NOTICE));
        assertTrue(asked.isEmpty());
    }
}
