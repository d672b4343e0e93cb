// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.backup.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:backup}. */
@Service
@Command(
        scope = "bms",
        name = "backup",
        description =
                "Writes all that the gateway keeps into one file while it runs on: "
                        + "identity, accounts, site, history, journal and settings. The file holds secrets; keep it where they may lie.")
public final class BackupAction implements Action {
    @Argument(name = "file", required = true, description = "An absolute path on the gateway: /media/usb/gateway.zip")
    private String file;

    @Reference(optional = true)
    private Backup backup;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        Path to = absolute(file);
        try {
            backup.write(to);
            Screen.of(session).println("Written to " + to + ", " + (Files.size(to) + 1023) / 1024 + " KiB.");
            return null;
        } catch (IOException e) {
            throw new Refused("No backup was written: " + e.getMessage() + ".");
        }
    }

    /** The gateway's own current folder is not the one of whoever types. */
    static Path absolute(String name) throws Refused {
        Path path = Path.of(name);
        if (!path.isAbsolute()) {
            throw new Refused("'" + name + "' is no absolute path; begin it with a slash.");
        }
        return path;
    }
}
