// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.text.PasswordFile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts notices as JSON, signed. Redirects are not followed. */
final class WebhookChannel implements NoticeChannel {
    static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final String HMAC = "HmacSHA256";

    private final NoticeTarget.Webhook target;
    private final HttpClient client;
    private final Clock clock;

    WebhookChannel(NoticeTarget.Webhook target, HttpClient client, Clock clock) {
        this.target = target;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public void deliver(Notice notice) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                .timeout(DEADLINE)
                .header("Content-Type", "application/json")
                .header("X-Bms-Notice", notice.id())
                .POST(HttpRequest.BodyPublishers.ofString(notice.json()));
        if (target.secretFile().isPresent()) {
            String time = String.valueOf(clock.instant().getEpochSecond());
            String secret = PasswordFile.read(target.secretFile().get());
            request.header("X-Bms-Signature", "t=" + time + ",v1=" + signature(secret, time + "." + notice.json()));
        }
        try {
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status / 100 != 2) {
                throw new IOException("it answered with status " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway ends", e);
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
