// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Why a call is not carried out: an {@code application/problem+json} (RFC 9457) whose detail says what to change. */
final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient Optional<Duration> retryAfter;
    private final String code;

    ApiException(int status, String title, String detail) {
        this(status, title, detail, Optional.empty());
    }

    ApiException(int status, String title, String detail, Optional<Duration> retryAfter) {
        this(status, title, detail, retryAfter, "", null);
    }

    private ApiException(
            int status, String title, String detail, Optional<Duration> retryAfter, String code, Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfter;
        this.code = code;
    }

    static ApiException badRequest(String detail) {
        return new ApiException(400, "Bad request", detail);
    }

    /**
     * Somebody is not signed in yet.
     *
     * @param code what is lacking, for programs
     */
    static ApiException notYet(String code, String detail) {
        return new ApiException(403, "Not signed in yet", detail, Optional.empty(), code, null);
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

    /**
     * The disk takes or gives nothing, or there is a mistake of ours: {@link JsonServlet} logs the cause.
     *
     * @param cause the disk's failures are {@link IOException} and {@link UncheckedIOException}
     */
    static ApiException failed(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        return isOfDisk(cause)
                ? new ApiException(
                        507,
                        "Not stored",
                        "The gateway's disk failed at this, so it was not done: it is full, read-only or broken. Make room"
                                + " there, then try again; the gateway's log says more.",
                        Optional.empty(),
                        "disk_failed",
                        cause)
                : new ApiException(
                        500,
                        "Internal error",
                        "The call failed here; look at the gateway's log.",
                        Optional.empty(),
                        "",
                        cause);
    }

    private static boolean isOfDisk(Throwable cause) {
        return cause instanceof IOException || cause instanceof UncheckedIOException;
    }

    boolean isOfDisk() {
        return isOfDisk(getCause());
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** The member {@code code} of the problem; empty if it has none. */
    String code() {
        return code;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
