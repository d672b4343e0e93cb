// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.api.alarm.AlarmPriority;
import io.bms.settings.UnusableSetting;
import io.bms.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configuration, checked.
 *
 * @param smtp there if a route is to a mail address
 * @param zone of the times in mails
 */
record NotifySettings(Optional<Smtp> smtp, List<NoticeRoute> routes, Optional<Ping> ping, ZoneId zone) {
    private static final int LAST_PORT = 65_535;
    private static final int MOST_RECIPIENTS = 16;
    /** No more than looks like one, and nothing that ends a line or a list: whether it exists, its server knows. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,190}");

    enum Security {
        STARTTLS,
        TLS,
        NONE
    }

    /** The server that takes mail. */
    record Smtp(
            String host,
            int port,
            Security security,
            Optional<Path> caFile,
            Optional<String> user,
            Optional<Path> passwordFile,
            String from) {
        TlsFiles files() {
            return new TlsFiles(caFile, Optional.empty(), Optional.empty());
        }
    }

    /** Who hears that the gateway lives. */
    record Ping(URI url, Duration each) {}

    static NotifySettings of(NotifyConfig config) {
        UnusableSetting.unlessWithin("smtpPort", config.smtpPort(), 1, LAST_PORT);
        UnusableSetting.unlessWithin("waitSeconds", config.waitSeconds(), 0, 3_600);
        UnusableSetting.unlessWithin("pauseMinutes", config.pauseMinutes(), 1, 1_440);
        UnusableSetting.unlessWithin("repeatHours", config.repeatHours(), 0, 168);
        UnusableSetting.unlessWithin("escalationMinutes", config.escalationMinutes(), 1, 1_440);
        UnusableSetting.unlessWithin("pingSeconds", config.pingSeconds(), 10, 3_600);
        ZoneId zone = zone(config.timeZone().strip());
        List<NoticeRoute> routes = routes(config, zone);
        Optional<Smtp> smtp = smtp(config);
        boolean mails = routes.stream().anyMatch(route -> route.target() instanceof NoticeTarget.Mail);
        if (mails && smtp.isEmpty()) {
            Map<String, String> asking = new LinkedHashMap<>();
            asking.put("mailTo", config.mailTo());
            asking.put("mailToOfDevices", config.mailToOfDevices());
            asking.put("escalationTo", config.escalationTo());
            asking.values().removeIf(String::isBlank);
            Map.Entry<String, String> first = asking.entrySet().iterator().next();
            throw new UnusableSetting(
                    first.getKey(),
                    first.getValue(),
                    "set smtpHost and mailFrom, too, so that there is a server that takes mail");
        }
        Optional<Ping> ping =
                url("pingUrl", config.pingUrl()).map(url -> new Ping(url, Duration.ofSeconds(config.pingSeconds())));
        return new NotifySettings(smtp, routes, ping, zone);
    }

    private static Optional<Smtp> smtp(NotifyConfig config) {
        Security security = Arrays.stream(Security.values())
                .filter(one -> one.name().equalsIgnoreCase(config.smtpSecurity().strip()))
                .findFirst()
                .orElseThrow(
                        () -> new UnusableSetting("smtpSecurity", config.smtpSecurity(), "use starttls, tls or none"));
        Optional<String> user = given(config.smtpUser());
        Optional<Path> password = TlsFiles.path(config.smtpPasswordFile());
        if (user.isPresent() != password.isPresent()) {
            throw new UnusableSetting(
                    user.isPresent() ? "smtpUser" : "smtpPasswordFile",
                    user.isPresent() ? config.smtpUser() : config.smtpPasswordFile(),
                    "set smtpUser and smtpPasswordFile, or neither");
        }
        if (user.isPresent() && security == Security.NONE) {
            throw new UnusableSetting(
                    "smtpUser",
                    config.smtpUser(),
                    "set smtpSecurity to starttls or tls, so that nobody reads the password");
        }
        Optional<String> from = given(config.mailFrom());
        if (from.isPresent()) {
            requireAddress("mailFrom", from.get());
        }
        Optional<String> host = given(config.smtpHost());
        if (host.isPresent() && !host.get().matches("[A-Za-z0-9._:-]+")) {
            throw new UnusableSetting("smtpHost", config.smtpHost(), "use the name or address of a server");
        }
        if (host.isEmpty() || from.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Smtp(
                host.get(),
                config.smtpPort(),
                security,
                TlsFiles.path(config.smtpCaFile()),
                user,
                password,
                from.get()));
    }

    private static List<NoticeRoute> routes(NotifyConfig config, ZoneId zone) {
        AlarmPriority least = least(config.leastPriority().strip());
        NoticeRoute.Terms terms = new NoticeRoute.Terms(
                least,
                Duration.ofSeconds(config.waitSeconds()),
                Duration.ofMinutes(config.pauseMinutes()),
                Duration.ofHours(config.repeatHours()),
                given(config.quietHours()).map(hours -> QuietHours.parse(hours, zone)),
                Optional.empty(),
                Optional.empty());
        List<NoticeRoute> routes = new ArrayList<>();
        addresses("mailTo", config.mailTo())
                .forEach(to -> routes.add(new NoticeRoute("mail:" + to, new NoticeTarget.Mail(to), terms)));
        ofDevices(config.mailToOfDevices())
                .forEach((to, devices) ->
                        routes.add(new NoticeRoute("devices:" + to, new NoticeTarget.Mail(to), terms.of(devices))));
        NoticeRoute.Terms late = terms.unacknowledgedFor(Duration.ofMinutes(config.escalationMinutes()));
        addresses("escalationTo", config.escalationTo())
                .forEach(to -> routes.add(new NoticeRoute("escalation:" + to, new NoticeTarget.Mail(to), late)));
        url("webhookUrl", config.webhookUrl())
                .ifPresent(url -> routes.add(new NoticeRoute(
                        "webhook", new NoticeTarget.Webhook(url, TlsFiles.path(config.webhookSecretFile())), terms)));
        return List.copyOf(routes);
    }

    private static AlarmPriority least(String name) {
        try {
            return AlarmPriority.of(name);
        } catch (IllegalArgumentException e) {
            throw new UnusableSetting("leastPriority", name, "use critical, high, medium or low");
        }
    }

    private static ZoneId zone(String name) {
        try {
            return name.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new UnusableSetting("timeZone", name, "use the name of a time zone, as in Europe/Berlin");
        }
    }

    private static List<String> addresses(String key, String text) {
        List<String> addresses = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .distinct()
                .toList();
        addresses.forEach(address -> requireAddress(key, address));
        if (addresses.size() > MOST_RECIPIENTS) {
            throw new UnusableSetting(
                    key,
                    text,
                    "use " + MOST_RECIPIENTS + " addresses at most; a list of the mail"
                            + " server's own has room for more");
        }
        return addresses;
    }

    /** {@code hvac@example.com = 1001-1099 2001; lifts@example.com = 3001}. */
    private static Map<String, DeviceRanges> ofDevices(String text) {
        Map<String, DeviceRanges> all = new LinkedHashMap<>();
        for (String part : text.split(";")) {
            if (part.isBlank()) {
                continue;
            }
            String[] sides = part.split("=", -1);
            if (sides.length != 2) {
                throw ofDevicesUnusable(text, "'" + part.strip() + "' is no address with devices");
            }
            String address = sides[0].strip();
            requireAddress("mailToOfDevices", address);
            try {
                if (all.put(address, DeviceRanges.parse(sides[1])) != null) {
                    throw ofDevicesUnusable(text, address + " is there twice");
                }
            } catch (IllegalArgumentException e) {
                throw ofDevicesUnusable(text, address + ": " + e.getMessage());
            }
        }
        if (all.size() > MOST_RECIPIENTS) {
            throw ofDevicesUnusable(text, "there are more than " + MOST_RECIPIENTS + " addresses");
        }
        return all;
    }

    private static UnusableSetting ofDevicesUnusable(String text, String why) {
        return new UnusableSetting(
                "mailToOfDevices", text, why + "; use hvac@example.com = 1001-1099 2001; lifts@example.com = 3001");
    }

    private static void requireAddress(String key, String address) {
        if (!ADDRESS.matcher(address).matches()) {
            throw new UnusableSetting(key, address, "use mail addresses, as in ops@example.com");
        }
    }

    private static Optional<URI> url(String key, String text) {
        Optional<String> given = given(text);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI url = URI.create(given.get());
            if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
                return Optional.of(url);
            }
        } catch (IllegalArgumentException e) {
            throw new UnusableSetting(key, text, "use a URL, as in https://example.com/hook");
        }
        throw new UnusableSetting(key, text, "use a URL, as in https://example.com/hook");
    }

    private static Optional<String> given(String text) {
        return Optional.of(text.strip()).filter(it -> !it.isEmpty());
    }
}
