// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Account;
import io.bms.api.account.Attempt;
import io.bms.api.account.Role;
import io.bms.api.account.SignIn;
import io.bms.testkit.FakeAccounts;
import java.time.Duration;

/** Lets everybody in, but those who are called so. */
final class Everybody extends FakeAccounts {
    @Override
    public SignIn signIn(Attempt attempt) {
        return switch (attempt.name()) {
            case "wrong" -> new SignIn.Wrong();
            case "later" -> new SignIn.Later(Duration.ofSeconds(5));
            default -> new SignIn.Accepted(new Account("somebody", Role.VIEWER), "");
        };
    }
}
