// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.command.Command;
import io.bms.disk.Sha256;
import io.bms.update.RefusedException;
import io.bms.updater.fetch.Fetch;
import io.bms.updater.fetch.Room;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Fetches a package over https, from a host that the settings name and from no other: whoever may send a command must
 * not be able to have the gateway ask around in its networks. Nothing of it is believed but its hash, which the command
 * has, and then its signature. Thread: one that may wait.
 */
final class Download {
    /** How long nothing may come. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int FOUND = 200;

    private final Set<String> hosts;
    private final HttpClient client;

    /** @param hosts as they stand in addresses, in small letters */
    Download(Set<String> hosts, HttpClient client) {
        this.hosts = Set.copyOf(hosts);
        this.client = client;
    }

    /** Follows no redirect: it may lead anywhere. */
    static Download from(Set<String> hosts) {
        return new Download(
                hosts,
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(PATIENCE)
                        .build());
    }

    boolean isOff() {
        return hosts.isEmpty();
    }

    /**
     * Nothing is fetched for which there is no room: others write to this disk too.
     *
     * @param free how many octets the disk takes
     * @throws RefusedException it is not fetched, or is not what was meant; the file is then of no use
     */
    void fetch(Command.InstallUpdate wanted, Path file, long free) throws IOException, RefusedException {
        String host = wanted.url().getHost().toLowerCase(Locale.ROOT);
        if (!hosts.contains(host)) {
            throw new RefusedException("Packages are not fetched from " + host
                    + "; name it in downloadHosts of io.bms.updater.cfg, or have it put at " + String.join(", ", hosts)
                    + ".");
        }
        long most = Room.largest(free);
        if (most == 0) {
            throw new RefusedException("There are " + Room.mib(free) + " MiB free on the gateway's disk, which is no"
                    + " room for a package. Make room there, and send the command again.");
        }
        HttpRequest request = HttpRequest.newBuilder(wanted.url()).build();
        try {
            // A file that is there already is no part of this one.
            Files.deleteIfExists(file);
            Fetch.Got got = new Fetch(client, PATIENCE).file(request, file, most, Fetch.LONGEST);
            if (got.status() != FOUND) {
                throw new RefusedException("The host " + host + " answered " + got.status()
                        + " instead of the package. Look whether it is there.");
            }
            if (!got.whole()) {
                throw new RefusedException("The host " + host + " has not sent the whole package within "
                        + Fetch.LONGEST.toMinutes() + " minutes.");
            }
            requireHash(wanted, Sha256.of(file));
        } catch (Fetch.TooLong e) {
            throw new RefusedException(
                    most == Room.MOST
                            ? "The package has more than " + Room.MOST + " bytes."
                            : "There are " + Room.mib(free) + " MiB free on the gateway's disk, which is room for a"
                                    + " package of " + Room.mib(most) + " MiB, and this one is larger. Make room there,"
                                    + " and send the command again.");
        }
    }

    private static void requireHash(Command.InstallUpdate wanted, String hash) throws RefusedException {
        if (!hash.equals(wanted.sha256())) {
            throw new RefusedException("What was fetched has the SHA-256 " + hash
                    + ", and the command asks for another. The package was replaced, or cut off on its way.");
        }
    }
}
