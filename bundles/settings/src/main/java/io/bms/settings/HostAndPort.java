// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host, with a port or without one: a name, an IPv4 address, or an IPv6 address, which is in brackets where a port
 * follows.
 *
 * @param host without brackets
 * @param port where it names one, or its scheme does
 * @param tls where a scheme says so, as in {@code mqtts://host}
 */
public record HostAndPort(String host, OptionalInt port, Optional<Boolean> tls) {
    private static final Pattern SCHEME = Pattern.compile("(?i)(?:(mqtts|ssl|tls)|mqtt|tcp)://(.*?)/?");
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|([\\w.-]+))(?::(.*))?");
    private static final Pattern BARE_IPV6 =
            Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\\w.-]+)?");
    private static final int LAST_PORT = 65_535;
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    HostAndPort(String host, OptionalInt port) {
        this(host, port, Optional.empty());
    }

    /** @throws IllegalArgumentException saying how to write it */
    public static HostAndPort parse(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            return plain(text);
        }
        boolean tls = scheme.group(1) != null;
        HostAndPort rest = plain(scheme.group(2));
        int port = rest.port().orElse(tls ? TLS_PORT : PLAIN_PORT);
        return new HostAndPort(rest.host(), OptionalInt.of(port), Optional.of(tls));
    }

    private static HostAndPort plain(String text) {
        if (BARE_IPV6.matcher(text).matches()) {
            return new HostAndPort(text, OptionalInt.empty());
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address; write host, host:1883 or [2001:db8::1]:1883");
        }
        String host = form.group(1) != null ? form.group(1) : form.group(2);
        return new HostAndPort(host, form.group(3) == null ? OptionalInt.empty() : port(form.group(3)));
    }

    private static OptionalInt port(String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= LAST_PORT) {
                return OptionalInt.of(port);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "'" + digits + "' is not a port; write host:1883, with a port from 1 to " + LAST_PORT);
    }
}
