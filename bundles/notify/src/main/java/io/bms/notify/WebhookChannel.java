// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.text.PasswordFile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts notices as JSON, signed. Redirects are not followed. */
final class WebhookChannel implements NoticeChannel {
    private static final String HMAC = "HmacSHA256";

    private final NoticeTarget.Webhook target;
    private final HttpClient client;
    private final Clock clock;

    private final Duration deadline;

    WebhookChannel(NoticeTarget.Webhook target, HttpClient client, Clock clock) {
        this(target, client, clock, HttpCall.DEADLINE);
    }

    /** @param deadline of the whole call */
    WebhookChannel(NoticeTarget.Webhook target, HttpClient client, Clock clock, Duration deadline) {
        this.target = target;
        this.client = client;
        this.clock = clock;
        this.deadline = deadline;
    }

    @Override
    public void deliver(Notice notice) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                .header("Content-Type", "application/json")
                .header("X-Bms-Notice", notice.id())
                .POST(HttpRequest.BodyPublishers.ofString(notice.json()));
        if (target.secretFile().isPresent()) {
            String time = String.valueOf(clock.instant().getEpochSecond());
            String secret = PasswordFile.read(target.secretFile().get());
            request.header("X-Bms-Signature", "t=" + time + ",v1=" + signature(secret, time + "." + notice.json()));
        }
        Optional<String> failure;
        try {
            failure = HttpCall.send(client, request, deadline).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway ends", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call completes normally", e);
        }
        if (failure.isPresent()) {
            throw new IOException(failure.get());
        }
    }

    private static String signature(String secret, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
