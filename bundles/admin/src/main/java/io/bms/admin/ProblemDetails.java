// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.Failure;
import java.time.Duration;
import java.util.Optional;

/** Failures of the gateway's own (docs/wire.md, "Commands") as HTTP tells them. */
final class ProblemDetails {
    private ProblemDetails() {}

    static ApiException of(Failure failure) {
        String detail = sentence(failure.message());
        return switch (failure.code()) {
            case INVALID_REQUEST, OUT_OF_RANGE, EXPIRED -> ApiException.badRequest(detail);
            case UNKNOWN_POINT, UNKNOWN_ALARM -> ApiException.notFound(detail);
            case NOT_WRITABLE, CONFLICT, STILL_ACTIVE -> new ApiException(409, "Conflict", detail);
            case DENIED -> new ApiException(403, "Denied", detail);
            case BUSY -> new ApiException(503, "Busy", detail, Optional.of(Duration.ofSeconds(1)));
            case DEVICE_ERROR -> new ApiException(502, "Device error", detail);
            case DEVICE_TIMEOUT -> new ApiException(504, "Device timeout", detail);
            case NOT_CONFIGURED -> new ApiException(501, "Not installed", detail);
            case INTERNAL -> new ApiException(500, "Internal error", detail);
        };
    }

    /** Messages on the wire begin small and end without a stop. */
    static String sentence(String message) {
        String stop = message.endsWith(".") ? "" : ".";
        return Character.toUpperCase(message.charAt(0)) + message.substring(1) + stop;
    }
}
