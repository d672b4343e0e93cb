// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
        HttpCall.send(client, HttpRequest.newBuilder(ping.url()), HttpCall.DEADLINE)
                .thenAccept(this::heard);
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
