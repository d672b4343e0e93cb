// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import io.bms.api.audit.AuditOutcome;
import java.time.Duration;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** What came of an {@link Attempt}. */
@ProviderType
public sealed interface SignIn {
    /** Why nobody is signed in, to be put after a sentence that says so; empty where there is nothing to say. */
    default String inWords() {
        return "";
    }

    /** In the words of the audit. */
    default AuditOutcome outcome() {
        return AuditOutcome.denied("name and password do not belong together");
    }

    /**
     * Name and password belong together.
     *
     * @param device to be kept by the browser and shown at its next attempt, so that it is known then wherever it is;
     *     empty for a credential that was issued
     */
    record Accepted(Account account, String device) implements SignIn {
        public Accepted {
            Objects.requireNonNull(account, "account");
            Objects.requireNonNull(device, "device");
        }

        @Override
        public AuditOutcome outcome() {
            return AuditOutcome.SUCCESS;
        }
    }

    /**
     * Name and password belong together, but the password is a one-time code: it only lets choose another, once. Nobody
     * is signed in.
     *
     * @param ended whether it does not even that any longer
     */
    record OneTimeCode(boolean ended) implements SignIn {
        @Override
        public String inWords() {
            return ended
                    ? ": its one-time code has ended; bms:account-reset makes another"
                    : ": its one-time code only lets choose a password, on the page or with bms:password-set";
        }

        @Override
        public AuditOutcome outcome() {
            return AuditOutcome.denied("a one-time code only lets choose a password");
        }
    }

    /**
     * Name and password belong together, and a code is asked for beside them ({@link SecondFactors}). Nobody is signed
     * in.
     *
     * @param recoveryOnly the gateway's clock is certainly wrong, so a recovery code has to do
     */
    record CodeRequired(boolean recoveryOnly) implements SignIn {
        @Override
        public String inWords() {
            return ": its password alone does not sign in, since it has a second factor; a program uses a token";
        }

        @Override
        public AuditOutcome outcome() {
            return AuditOutcome.denied("the code is missing");
        }
    }

    /** They do not, or there is no such account. */
    record Wrong() implements SignIn {}

    /** Nothing could be checked: the site's directory, which keeps the password, does not answer. */
    record Unavailable() implements SignIn {
        @Override
        public String inWords() {
            return ": the site's directory does not answer";
        }

        @Override
        public AuditOutcome outcome() {
            return AuditOutcome.failed("not judged: the site's directory does not answer");
        }
    }

    /**
     * Nothing was checked: too many attempts from there were wrong, or there is no time for more of them now.
     *
     * @param retryAfter when one may be made
     */
    record Later(Duration retryAfter) implements SignIn {
        public Later {
            Objects.requireNonNull(retryAfter, "retryAfter");
        }

        @Override
        public AuditOutcome outcome() {
            return AuditOutcome.denied("not judged: too many sign-ins failed from there, or are being checked");
        }
    }
}
