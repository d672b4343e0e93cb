// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bms.api.account.CredentialIssuer.Credential;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials in memory. A password of 256 random bits cannot be guessed, so it is neither stretched
 * nor are failures counted. Beyond the bound the least recently used goes.
 */
final class IssuedCredentials {
    /** In every issued name and, since {@link SqliteAccounts} does not allow it, in no account's. */
    private static final String MARK = "~";

    private static final int USER_BYTES = 12;
    private static final int PASSWORD_BYTES = 32;
    private static final int BOUND = 2000;

    private final Clock clock;
    private final SecureRandom random;
    private final Map<String, Issued> byUser = new LinkedHashMap<>(16, 0.75f, true);

    IssuedCredentials(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    private record Issued(String account, Credential credential) {}

    static boolean isIssued(String user) {
        return user.contains(MARK);
    }

    synchronized Credential issue(String account, Duration lifetime) {
        byUser.values().removeIf(this::isOver);
        if (byUser.size() >= BOUND) {
            byUser.remove(byUser.keySet().iterator().next());
        }
        return keep(
                account,
                new Credential(
                        account + MARK + madeUp(USER_BYTES),
                        madeUp(PASSWORD_BYTES),
                        clock.instant().plus(lifetime)));
    }

    synchronized Optional<Credential> renew(String user, Duration lifetime) {
        return alive(user)
                .map(issued -> keep(
                        issued.account(),
                        new Credential(
                                user,
                                issued.credential().password(),
                                clock.instant().plus(lifetime))));
    }

    synchronized void revoke(String user) {
        byUser.remove(user);
    }

    synchronized void revokeAllOf(String account) {
        byUser.values().removeIf(issued -> issued.account().equals(account));
    }

    /** The account that these were issued for, if they are right. */
    synchronized Optional<String> account(String user, String password) {
        return alive(user)
                .filter(issued ->
                        MessageDigest.isEqual(issued.credential().password().getBytes(UTF_8), password.getBytes(UTF_8)))
                .map(Issued::account);
    }

    /** The account that a credential was issued for, if it is alive. */
    synchronized Optional<String> accountOf(String user) {
        return alive(user).map(Issued::account);
    }

    private Credential keep(String account, Credential credential) {
        byUser.put(credential.user(), new Issued(account, credential));
        return credential;
    }

    private Optional<Issued> alive(String user) {
        return Optional.ofNullable(byUser.get(user)).filter(issued -> !isOver(issued));
    }

    private boolean isOver(Issued issued) {
        return !clock.instant().isBefore(issued.credential().expiresAt());
    }

    private String madeUp(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
