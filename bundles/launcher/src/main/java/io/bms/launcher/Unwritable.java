// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file or folder of the data that belongs to another user, as a volume does that was made by root or comes from
 * another machine.
 */
final class Unwritable {
    private static final Path OWN = Path.of("/proc/self");

    private Unwritable() {}

    static CannotStartException refusal(Path denied) {
        Path there = denied;
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return new CannotStartException(sentence(denied, owner(there), owner(OWN)));
    }

    static String sentence(Path denied, String owner, String own) {
        return denied + " may not be written by this user: it belongs to user " + owner
                + ", and the gateway runs as user " + own + ". Give it to the gateway with chown -R " + own
                + " (of a container: the folder of the host that is mounted there),"
                + " or set BMS_DATA to a folder that this user may write.";
    }

    private static String owner(Path path) {
        try {
            return Files.getAttribute(path, "unix:uid").toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "unknown";
        }
    }
}
