// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.support;

import io.bms.text.PasswordFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The secrets that can be read where the gateway lies: in its settings, its environment, and the files that these name.
 */
final class KnownSecrets {
    /** The value of a key such as passForeignCredentials, and a word of every other file. */
    private static final Set<String> SWITCH = Set.of("true", "false");

    private final Installation installation;
    private final Set<String> secrets = new HashSet<>();

    private KnownSecrets(Installation installation) {
        this.installation = installation;
    }

    /** @param settings of the installation, as they were read */
    static Set<String> of(Installation installation, Map<String, Optional<Map<String, String>>> settings) {
        KnownSecrets known = new KnownSecrets(installation);
        known.file(installation.data().resolve("admin-password").toString());
        known.among(installation.environment());
        known.among(installation.properties());
        settings.values().stream().flatMap(Optional::stream).forEach(known::among);
        return known.secrets;
    }

    private void among(Map<String, String> named) {
        named.forEach((name, raw) -> {
            String value = installation.resolved(raw).strip();
            if (Redaction.isSecretFile(name)) {
                file(value);
            } else if (Redaction.isSecret(name) && !SWITCH.contains(value)) {
                secrets.add(value);
            }
        });
    }

    private void file(String name) {
        try {
            secrets.add(PasswordFile.read(Path.of(name)));
        } catch (IOException | InvalidPathException e) {
            // There is no such file, or none that could be shown.
        }
    }
}
