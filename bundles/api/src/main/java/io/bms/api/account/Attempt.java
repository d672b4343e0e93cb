// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.util.Objects;
import java.util.Optional;

/**
 * Somebody tries to sign in.
 *
 * @param from where the program is that somebody uses; not one in between
 * @param device what {@link SignIn.Accepted} gave to the same browser earlier, if it did
 * @param code beside the password: by the time, or a recovery code ({@link SecondFactors})
 */
public record Attempt(
        String name, String password, ClientAddress from, Optional<String> device, Optional<String> code) {
    public Attempt {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(code, "code");
    }

    /** One without a code. */
    public Attempt(String name, String password, ClientAddress from, Optional<String> device) {
        this(name, password, from, device, Optional.empty());
    }

    /** Without the password: this might stand in logs. */
    @Override
    public String toString() {
        return "an attempt from " + from.share();
    }
}
