// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A broker's address as people write it: {@code host}, {@code host:port}, {@code [::1]:8883}, {@code ::1}, or a URL
 * such as {@code mqtts://host}, which says whether there is TLS.
 *
 * @param port where it names one, or its scheme does
 * @param tls where its scheme says so
 */
public record BrokerUrl(String host, Optional<Integer> port, Optional<Boolean> tls) {
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;
    private static final int LAST_PORT = 65_535;
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Boolean> SCHEMES =
            Map.of("mqtt", false, "tcp", false, "mqtts", true, "ssl", true, "tls", true);

    /** With a zone, as in fe80::1%eth0. */
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]+(%[\\w.-]+)?");

    public BrokerUrl {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(port, "port");
        Objects.requireNonNull(tls, "tls");
    }

    /** @throws IllegalArgumentException with a sentence that says what to write */
    public static BrokerUrl parse(String written) {
        String text = written.strip();
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            return of(written, text, Optional.empty());
        }
        Boolean tls = SCHEMES.get(text.substring(0, scheme).toLowerCase(Locale.ROOT));
        if (tls == null) {
            throw refused(written, "'" + text.substring(0, scheme) + "' is no way to a broker");
        }
        String rest = text.substring(scheme + "://".length());
        return of(written, rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest, Optional.of(tls));
    }

    /** Whether it is this machine, which nobody on the network can listen to. */
    public boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }

    private static BrokerUrl of(String written, String text, Optional<Boolean> tls) {
        if (text.startsWith("[")) {
            return bracketed(written, text, tls);
        }
        int colon = text.indexOf(':');
        if (colon < 0 || colon != text.lastIndexOf(':')) {
            // A name, or an IPv6 address without a port.
            return checked(written, text, Optional.empty(), tls);
        }
        return checked(written, text.substring(0, colon), Optional.of(port(written, text.substring(colon + 1))), tls);
    }

    private static BrokerUrl bracketed(String written, String text, Optional<Boolean> tls) {
        int end = text.indexOf(']');
        if (end < 0) {
            throw refused(written, "the ] is missing");
        }
        String host = text.substring(1, end);
        String rest = text.substring(end + 1);
        if (!rest.isEmpty() && !rest.startsWith(":") || host.indexOf(':') < 0) {
            throw refused(written, "brackets are for an IPv6 address");
        }
        return checked(
                written, host, rest.isEmpty() ? Optional.empty() : Optional.of(port(written, rest.substring(1))), tls);
    }

    private static BrokerUrl checked(String written, String host, Optional<Integer> port, Optional<Boolean> tls) {
        if (host.isEmpty() || !host.chars().allMatch(BrokerUrl::isAllowed)) {
            throw refused(written, "'" + host + "' is no host name");
        }
        if (host.indexOf(':') >= 0 && !IPV6.matcher(host).matches()) {
            throw refused(written, "'" + host + "' is no IPv6 address");
        }
        return new BrokerUrl(host, port.or(() -> tls.map(secured -> secured ? TLS_PORT : PLAIN_PORT)), tls);
    }

    private static boolean isAllowed(int c) {
        return c > ' ' && c != 0x7F && "/\\@?#[]<>\"'".indexOf(c) < 0;
    }

    private static int port(String written, String digits) {
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > LAST_PORT) {
            throw refused(written, "'" + digits + "' is not a port, 1 to " + LAST_PORT);
        }
        return port;
    }

    private static IllegalArgumentException refused(String written, String why) {
        return new IllegalArgumentException("host = " + written.strip() + ": " + why
                + "; write host, host:1883, [IPv6 address]:1883 or mqtts://host:8883");
    }
}
