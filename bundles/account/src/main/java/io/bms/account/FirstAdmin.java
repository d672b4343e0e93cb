// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.account.AccountTable.Stored;
import io.bms.api.account.Account;
import io.bms.api.account.Role;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Lets the first administrator in: with the password that was given, or with a one-time code, which stands in a file,
 * and on the console if that is a terminal, but in no log.
 */
final class FirstAdmin {
    static final String NAME = "admin";

    private final AdminPasswordFile file;
    private final OneTimeCodes codes;
    private final PasswordRules rules;
    private final StartConsole console;

    FirstAdmin(Path data, OneTimeCodes codes, PasswordRules rules, StartConsole console) {
        this.file = new AdminPasswordFile(data.resolve("admin-password"));
        this.codes = codes;
        this.rules = rules;
        this.console = console;
    }

    /** Makes the account if there is none, and another code in place of one that nobody can use any longer. */
    void prepare(StoredAccounts stored, Map<String, String> environment) {
        if (stored.list().isEmpty()) {
            add(stored, GivenPassword.in(environment));
        } else if (stored.find(NAME).filter(this::cannotSignIn).isPresent()) {
            OneTimeCodes.Made made = codes.make();
            stored.setPassword(NAME, made.hash(), Optional.of(made.until()));
            tell(made.text());
        }
    }

    private boolean cannotSignIn(Stored admin) {
        return admin.codeUntil().isPresent() && (codes.hasEnded(admin) || !file.isThere());
    }

    private void add(StoredAccounts stored, Optional<GivenPassword> given) {
        Account admin = new Account(NAME, Role.ADMIN);
        if (given.isPresent()) {
            rules.require(given.get().source(), NAME, given.get().password());
            stored.add(admin, codes.hash(given.get().password()));
            file.delete();
            return;
        }
        OneTimeCodes.Made made = codes.make();
        stored.add(new Stored(admin, made.hash(), Optional.of(made.until())));
        tell(made.text());
    }

    private void tell(String code) {
        file.write(code);
        String how = console.isTerminal()
                ? " with the one-time code " + code + " (also in " + file.path() + ")"
                : "; the one-time code is in " + file.path();
        console.out().println("First start: sign in as " + NAME + how);
    }

    /** The administrator has another code, for whoever may read the file. */
    void changed(String code) {
        file.write(code);
    }

    /** The administrator has a password of their own, or is gone. */
    void ended() {
        file.delete();
    }
}
