// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import io.bms.settings.UnusableSetting;
import io.bms.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configuration, checked.
 *
 * @param url with a slash at the end; empty where the client is off, which is said by {@link #isOff}
 * @param controllerId empty: that of the identity
 */
record HawkbitSettings(
        URI url,
        String tenant,
        Optional<String> controllerId,
        Optional<Path> tokenFile,
        Token token,
        TlsFiles tls,
        Duration least,
        Duration most) {
    private static final URI OFF = URI.create("");
    private static final int DAY = 86_400;
    /** Both are parts of an address. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    /** Whose token it is. */
    enum Token {
        TARGET("TargetToken"),
        GATEWAY("GatewayToken");

        private final String scheme;

        Token(String scheme) {
            this.scheme = scheme;
        }

        /** As it stands in the header {@code Authorization}. */
        String scheme() {
            return scheme;
        }
    }

    HawkbitSettings {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(controllerId, "controllerId");
        Objects.requireNonNull(tokenFile, "tokenFile");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(least, "least");
        Objects.requireNonNull(most, "most");
    }

    static HawkbitSettings of(HawkbitConfig config) {
        Duration least = seconds("leastPollSeconds", config.leastPollSeconds());
        Duration most = seconds("mostPollSeconds", config.mostPollSeconds());
        return new HawkbitSettings(
                url(config.url().strip()),
                name("tenant", config.tenant().strip()),
                config.controllerId().isBlank()
                        ? Optional.empty()
                        : Optional.of(name("controllerId", config.controllerId().strip())),
                TlsFiles.path(config.tokenFile()),
                token(config.token().strip()),
                TlsFiles.of(config.caFile(), config.certificateFile(), config.keyFile()),
                least,
                most.compareTo(least) < 0 ? least : most);
    }

    boolean isOff() {
        return url.equals(OFF);
    }

    /** Where the server says what it wants of the gateway. */
    URI controller(String id) {
        return url.resolve(tenant + "/controller/v1/" + id);
    }

    private static URI url(String text) {
        if (text.isEmpty()) {
            return OFF;
        }
        try {
            URI url = URI.create(text.endsWith("/") ? text : text + "/");
            boolean safe = "https".equals(url.getScheme())
                    || "http".equals(url.getScheme())
                            && url.getHost() != null
                            && LOOPBACK.matcher(url.getHost()).matches();
            if (safe
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new UnusableSetting(
                "url",
                text,
                "use an address as https://hawkbit.example.com; http:// is for a proxy on this machine alone");
    }

    private static String name(String key, String text) {
        if (!NAME.matcher(text).matches()) {
            throw new UnusableSetting(key, text, "use 1 to 128 letters, digits, _, . and -, a letter or digit first");
        }
        return text;
    }

    private static Token token(String text) {
        return Arrays.stream(Token.values())
                .filter(token -> token.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new UnusableSetting("token", text, "use target or gateway"));
    }

    private static Duration seconds(String key, int value) {
        return Duration.ofSeconds(UnusableSetting.unlessWithin(key, value, 1, DAY));
    }
}
