// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Why a call is not carried out: an {@code application/problem+json} (RFC 9457) whose detail says what to change. */
final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient Optional<Duration> retryAfter;

    ApiException(int status, String title, String detail) {
        this(status, title, detail, Optional.empty());
    }

    ApiException(int status, String title, String detail, Optional<Duration> retryAfter) {
        this(status, title, detail, retryAfter, null);
    }

    private ApiException(int status, String title, String detail, Optional<Duration> retryAfter, Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfter;
    }

    static ApiException badRequest(String detail) {
        return new ApiException(400, "Bad request", detail);
    }

    static ApiException notFound(String detail) {
        return new ApiException(404, "Not found", detail);
    }

    static ApiException tooMany(String detail, Duration retryAfter) {
        return new ApiException(429, "Too many requests", detail, Optional.of(retryAfter));
    }

    /** A bundle of ours is away, which it is for a moment while it is replaced. */
    static ApiException replaced(String bundle) {
        return new ApiException(
                503,
                "Not there",
                "The part of the gateway named '" + bundle + "' is not running; try again in a moment.",
                Optional.of(Duration.ofSeconds(1)));
    }

    static ApiException starting() {
        return new ApiException(
                503, "Starting", "The gateway is starting; try again in a moment.", Optional.of(Duration.ofSeconds(1)));
    }

    /** A mistake of ours, or something that we stand on is broken: {@link JsonServlet} logs the cause. */
    static ApiException internal(Throwable cause) {
        return new ApiException(
                500,
                "Internal error",
                "The call failed here; look at the gateway's log.",
                Optional.empty(),
                Objects.requireNonNull(cause, "cause"));
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
