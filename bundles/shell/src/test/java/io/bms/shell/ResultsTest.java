// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Whoever is sent to the log finds something there. */
public class ResultsTest {
    private final PrintStream console = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @Before
    public void listen() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @After
    public void leave() {
        System.setErr(console);
    }

    @Test
    public void await_aDefect_isToldAndLoggedWithItsCause() {
        CompletableFuture<String> failed =
                CompletableFuture.failedFuture(new IllegalStateException("a defect of a test"));
        String said = assertThrows(Refused.class, () -> Results.await(failed, Duration.ofSeconds(10)))
                .getMessage();
        assertEquals(
                "The gateway failed: java.lang.IllegalStateException: a defect of a test; its log has the details.",
                said);
        assertTrue(logged.toString(StandardCharsets.UTF_8).contains("IllegalStateException: a defect of a test"));
    }

    @Test
    public void await_noAnswer_isToldAndLogged() {
        String said = assertThrows(
                        Refused.class, () -> Results.await(new CompletableFuture<String>(), Duration.ofMillis(1)))
                .getMessage();
        assertEquals("The gateway did not answer within 0 s; look at its log.", said);
        assertTrue(logged.toString(StandardCharsets.UTF_8).contains("no answer"));
    }
}
