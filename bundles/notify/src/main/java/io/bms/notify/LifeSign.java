// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a URL again and again, so that somebody else notices when the calls stop: nobody mails from a dead gateway.
 * Thread: bms-notify; {@link #trouble}: any.
 */
final class LifeSign implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LifeSign.class);

    private final NotifySettings.Ping ping;
    private final HttpClient client;
    private volatile Optional<String> trouble = Optional.empty();

    LifeSign(NotifySettings.Ping ping, HttpClient client) {
        this.ping = ping;
        this.client = client;
    }

    /** Why the newest call did not succeed. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Returns at once. */
    @Override
    public void run() {
        HttpRequest request = HttpRequest.newBuilder(ping.url())
                .timeout(WebhookChannel.DEADLINE)
                .GET()
                .build();
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .whenComplete((answer, failure) -> heard(reason(answer, failure)));
    }

    private static Optional<String> reason(HttpResponse<Void> answer, Throwable failure) {
        if (failure != null) {
            Throwable cause = failure.getCause() instanceof IOException ? failure.getCause() : failure;
            return Optional.of(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        }
        return answer.statusCode() / 100 == 2
                ? Optional.empty()
                : Optional.of("it answered with status " + answer.statusCode());
    }

    private void heard(Optional<String> reason) {
        if (reason.isPresent() && trouble.isEmpty()) {
            LOG.warn("the sign of life does not arrive: {}", reason.get());
        } else if (reason.isEmpty() && trouble.isPresent()) {
            LOG.info("the sign of life arrives again");
        }
        trouble = reason;
    }
}
