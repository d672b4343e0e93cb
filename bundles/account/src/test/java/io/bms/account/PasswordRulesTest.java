// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

public final class PasswordRulesTest {
    private final PasswordRules rules = new PasswordRules(() -> List.of("acme", "riverside", "roof-1"));

    private String refusal(String password) {
        return assertThrows(password, IllegalArgumentException.class, () -> rules.require("it", "caretaker", password))
                .getMessage();
    }

    @Test
    public void require_12To256Characters_whateverTheyAre() {
        assertEquals("it has 11 characters; use 12 to 256", refusal("kiwi velour"));
        assertEquals(
                "it has 257 characters; use 12 to 256",
                refusal("kiwi velour ".repeat(22).substring(0, 257)));
        rules.require("it", "caretaker", "kiwi velours");
        rules.require("it", "caretaker", "kiwi velour " + "süß €?\u00a0;".repeat(25));
        rules.require("it", "caretaker", "7k2mq-x09fd-m3vza");
        rules.require("it", "caretaker", "correct horse battery staple");
        rules.require("it", "caretaker", "839204716253");
    }

    @Test
    public void require_guessedFirst_isRefused() {
        for (String password : List.of(
                "passwordpassword",
                "Password2026!",
                "P@ssw0rd12345",
                "qwertyuiop123456",
                "qwertzuiopasdfgh",
                "123456789012",
                "aaaaaaaaaaaa",
                "abcabcabcabcabc",
                "x7!x7!x7!x7!x7!",
                "iloveyou1987",
                "Willkommen2026",
                "1qaz2wsx3edc4rfv",
                "admin-gateway-1",
                "caretaker2026",
                "Riverside-acme",
                "riverside-roof-1!")) {
            assertTrue(password, refusal(password).startsWith("it is among those that are guessed first"));
        }
    }

    @Test
    public void words_ofTheList_areLowerCaseAndLongEnoughToCount() {
        assertTrue(refusal("MonkeyDragon!").contains("four words"));
    }
}
