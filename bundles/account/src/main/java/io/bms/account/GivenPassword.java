// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.text.PasswordFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The first password of {@code admin}, where whoever installs the gateway chooses it.
 *
 * @param source what to name when it is not allowed
 * @param password as it was given
 */
record GivenPassword(String source, String password) {
    private static final String VARIABLE = "BMS_ADMIN_PASSWORD";
    /** A file instead, as containers get their secrets: an environment variable can be seen by more people. */
    private static final String FILE_VARIABLE = "BMS_ADMIN_PASSWORD_FILE";

    /**
     * Looks for one.
     *
     * @throws IllegalArgumentException the file that it names cannot be used
     */
    static Optional<GivenPassword> in(Map<String, String> environment) {
        String file = environment.getOrDefault(FILE_VARIABLE, "");
        if (!file.isEmpty()) {
            return Optional.of(new GivenPassword("the file " + file + " of " + FILE_VARIABLE, read(file)));
        }
        return Optional.of(environment.getOrDefault(VARIABLE, ""))
                .filter(password -> !password.isEmpty())
                .map(password -> new GivenPassword("the environment variable " + VARIABLE, password));
    }

    private static String read(String file) {
        try {
            return PasswordFile.read(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    FILE_VARIABLE + " names " + file + ", which cannot be used (" + e.getMessage()
                            + "); name a file that the gateway may read, with the password in its first line",
                    e);
        }
    }
}
