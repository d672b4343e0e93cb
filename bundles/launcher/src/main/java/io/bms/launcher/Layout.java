// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things lie: what is installed in {@code home}, what is kept in {@code data}.
 *
 * @param home the unpacked distribution; only read
 * @param data {@code BMS_DATA}
 */
record Layout(Path home, Path data) {
    /** Makes the data folder where there is none, and names both folders without links. */
    static Layout of(Path home, Path data) throws CannotStartException {
        try {
            Files.createDirectories(data);
            return new Layout(home.toRealPath(), data.toRealPath());
        } catch (AccessDeniedException e) {
            throw Unwritable.refusal(data);
        } catch (IOException e) {
            throw new CannotStartException("The data folder " + data + " cannot be used (" + e
                    + "). Set BMS_DATA to a folder that this user may write.");
        }
    }

    Path homeEtc() {
        return home.resolve("etc");
    }

    Path etc() {
        return data.resolve("etc");
    }

    Path log() {
        return data.resolve("log");
    }

    Path lock() {
        return data.resolve("lock");
    }

    /** Holds the process id while it runs. */
    Path pid() {
        return data.resolve("bms.pid");
    }

    /** Is there while the gateway is up, and says what it is. */
    Path ready() {
        return data.resolve("ready");
    }

    /** Holds the newest time that the gateway has seen. */
    Path clock() {
        return data.resolve("clock");
    }

    /** Holds how much of the heap stays in use; {@code bin/bms} reads it. */
    Path heap() {
        return data.resolve("heap");
    }

    /** Where an operator puts bundles for {@code feature:install}, as in a Maven repository. */
    Path repository() {
        return data.resolve("repository");
    }

    /** Which update is in force, and the bundles of updates. */
    Path updates() {
        return data.resolve("updates");
    }

    /** The bundles of updates, as in a Maven repository. */
    Path updateRepository() {
        return UpdateFolder.repository(data);
    }

    Path caches() {
        return data.resolve("karaf");
    }
}
