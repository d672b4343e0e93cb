// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import io.bms.api.Failure;
import io.bms.api.command.RemoteRequest;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What a request's payload came to. */
@ProviderType
public sealed interface Decoded {
    /** It keeps every rule that can be checked without knowing the site. */
    record Valid(RemoteRequest request) implements Decoded {
        public Valid {
            Objects.requireNonNull(request, "request");
        }
    }

    /**
     * It breaks a rule, and is to be answered so.
     *
     * @param commandId the caller's, where it could be made out
     */
    record Invalid(Optional<String> commandId, Failure failure) implements Decoded {
        public Invalid {
            Objects.requireNonNull(commandId, "commandId");
            Objects.requireNonNull(failure, "failure");
        }
    }

    /** It is for other gateways of the site; nobody answers here. */
    record Elsewhere() implements Decoded {}
}
