// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Attempt;
import io.bms.api.account.ClientAddress;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import io.bms.testkit.FakeAudit;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.Test;

public class ClientSignInTest {
    private final FakeAccounts accounts = FakeAccounts.withAdmin();
    private final ManualClock clock = new ManualClock();
    private final SignInTrail trail = new SignInTrail();
    private final ClientSignIn signIn = new ClientSignIn(accounts, clock, trail);

    private boolean accepts(String name, String password) {
        return signIn.accepts(name, password, ClientAddress.of("127.0.0.1"), "192.0.2.9");
    }

    @Test
    public void accepts_rightPasswordAgain_isCheckedOncePerMinute() {
        for (int i = 0; i < 5; i++) {
            assertTrue(accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        }
        assertEquals(1, accounts.attempts().size());
        clock.advance(Duration.ofSeconds(61));
        assertTrue(accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        assertEquals(2, accounts.attempts().size());
    }

    /** Also those that are remembered; the gateway's own is no sign-in of anybody's. */
    @Test
    public void accepts_rightOrWrong_isCountedInTheAudit() {
        FakeAudit audit = new FakeAudit();
        trail.bind(audit);
        accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD);
        accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD);
        accepts("mallory~1", "guess");
        accepts(ClientSignIn.GATEWAY, signIn.gatewayPassword());
        assertEquals(
                List.of("admin success", "admin success", "mallory denied"),
                audit.told().stream()
                        .map(told -> told.act().actor().name() + " "
                                + told.outcome().orElseThrow().result().wireName())
                        .toList());
        assertEquals(Optional.of("192.0.2.9"), audit.last().act().actor().from());
    }

    @Test
    public void accepts_passwordChanged_oldOneEndsAndNewOneWorksAtOnce() {
        assertTrue(accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        accounts.setPassword(FakeAccounts.NAME, "new");
        assertFalse(accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
        assertTrue(accepts(FakeAccounts.NAME, "new"));
    }

    @Test
    public void accepts_wrongThenMadeRight_isNotHeldAgainstIt() {
        assertFalse(accepts(FakeAccounts.NAME, "new"));
        accounts.setPassword(FakeAccounts.NAME, "new");
        assertTrue(accepts(FakeAccounts.NAME, "new"));
    }

    @Test
    public void accepts_any_tellsAccountsFromWhere() {
        ClientAddress from = ClientAddress.of("192.0.2.7");
        assertTrue(signIn.accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD, from, ""));
        assertEquals(
                List.of(from), accounts.attempts().stream().map(Attempt::from).toList());
    }

    @Test
    public void accepts_manyAtOnce_keepNoMoreThanTwoThreads() throws Exception {
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        accounts.meanwhile(() -> {
            inside.countDown();
            try {
                goOn.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<CompletableFuture<Boolean>> guesses = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> accepts("guess" + i, "guess")))
                .toList();
        assertTrue(inside.await(10, TimeUnit.SECONDS));
        assertFalse("refused at once", accepts("guess", "guess"));
        assertEquals(2, accounts.attempts().size());
        goOn.countDown();
        for (CompletableFuture<Boolean> guess : guesses) {
            assertFalse(Await.result(guess, Duration.ofSeconds(10)));
        }
        assertTrue(accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
    }

    @Test
    public void accepts_credentialsJustIssued_whateverOthersGuess() {
        for (int i = 0; i < 100; i++) {
            assertFalse(accepts("guess" + i, "guess"));
        }
        accounts.setPassword("admin~1", "issued");
        assertTrue(accepts("admin~1", "issued"));
    }

    @Test
    public void accepts_guessedIssuedCredentials_keepNobodyOut() {
        for (int i = 0; i < 100; i++) {
            assertFalse(accepts("admin~" + i, "guess"));
        }
        assertTrue(accepts(FakeAccounts.NAME, FakeAccounts.PASSWORD));
    }

    @Test
    public void accepts_gatewaysAccount_asksNobodyAndTakesItsPasswordOnly() {
        assertTrue(accepts(ClientSignIn.GATEWAY, signIn.gatewayPassword()));
        assertFalse(accepts(ClientSignIn.GATEWAY, ""));
        accounts.setPassword(ClientSignIn.GATEWAY, "stored");
        assertFalse(accepts(ClientSignIn.GATEWAY, "stored"));
        assertEquals(0, accounts.attempts().size());
        assertNotEquals(signIn.gatewayPassword(), new ClientSignIn(accounts, clock).gatewayPassword());
    }

    @Test
    public void accepts_nothingGiven_isRefused() {
        assertFalse(accepts(null, null));
        assertFalse(accepts(FakeAccounts.NAME, null));
        assertFalse(accepts("", ""));
        assertEquals(0, accounts.attempts().size());
    }
}
