// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call of which only the status counts. It ends within {@link #DEADLINE} in any case: the client's own time limit is
 * over with the headers, and a body may be sent octet by octet. Thread: any.
 */
final class HttpCall {
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private HttpCall() {}

    /** @return completes normally with empty if the status is one of success, or else with why it failed */
    static CompletableFuture<Optional<String>> send(HttpClient client, HttpRequest.Builder request, Duration deadline) {
        CompletableFuture<HttpResponse<Void>> call =
                client.sendAsync(request.timeout(deadline).build(), HttpResponse.BodyHandlers.discarding());
        return call.copy()
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> call.cancel(true))
                .handle(HttpCall::reason);
    }

    private static Optional<String> reason(HttpResponse<Void> answer, Throwable failure) {
        if (failure == null) {
            return answer.statusCode() / 100 == 2
                    ? Optional.empty()
                    : Optional.of("it answered with status " + answer.statusCode());
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return Optional.of("it had not answered to the end in time");
        }
        boolean named = cause instanceof IOException && cause.getMessage() != null;
        return Optional.of(named ? cause.getMessage() : cause.toString());
    }
}
