// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.command.Command;
import io.bms.disk.Sha256;
import io.bms.update.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Fetches a package over https, from a host that the settings name and from no other: whoever may send a command must
 * not be able to have the gateway ask around in its networks. Nothing of it is believed but its hash, which the command
 * has, and then its signature. Thread: one that may wait.
 */
final class Download {
    static final long MOST_BYTES = 128L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FOUND = 200;
    private static final int BUFFER = 1 << 16;

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

    /** @throws RefusedException it is not fetched, or is not what was meant; the file is then of no use */
    void fetch(Command.InstallUpdate wanted, Path file) throws IOException, RefusedException {
        String host = wanted.url().getHost().toLowerCase(Locale.ROOT);
        if (!hosts.contains(host)) {
            throw new RefusedException("Packages are not fetched from " + host
                    + "; name it in downloadHosts of io.bms.updater.cfg, or have it put at " + String.join(", ", hosts)
                    + ".");
        }
        HttpRequest request =
                HttpRequest.newBuilder(wanted.url()).timeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != FOUND) {
                    throw new RefusedException("The host " + host + " answered " + response.statusCode()
                            + " instead of the package. Look whether it is there.");
                }
                requireHash(wanted, save(in, file));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String save(InputStream in, Path file) throws IOException, RefusedException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER];
        long left = MOST_BYTES;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new RefusedException("The package has more than " + MOST_BYTES + " bytes.");
                }
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        }
        return Sha256.text(digest.digest());
    }

    private static void requireHash(Command.InstallUpdate wanted, String hash) throws RefusedException {
        if (!hash.equals(wanted.sha256())) {
            throw new RefusedException("What was fetched has the SHA-256 " + hash
                    + ", and the command asks for another. The package was replaced, or cut off on its way.");
        }
    }
}
