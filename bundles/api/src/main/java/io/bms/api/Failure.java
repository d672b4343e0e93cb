// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api;

import java.util.Objects;

/**
 * An expected failure, as data.
 *
 * @param code why, for programs
 * @param message one sentence for people that says what to change
 */
public record Failure(ErrorCode code, String message) {
    public Failure {
        Objects.requireNonNull(code, "code");
        if (message.isBlank()) {
            throw new IllegalArgumentException("failure message is blank");
        }
    }
}
