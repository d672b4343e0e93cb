// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.update.Updater;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:update-key-add}. */
@Service
@Command(
        scope = "bms",
        name = "update-key-add",
        description = "Adds a public key whose updates the gateway takes: a PEM file of an Ed25519 key, "
                + "NAME.pem. To revoke it, delete updates/keys/NAME.pem in the data folder. "
                + "Or the vendor's list of keys, release-keys.json, with its signatures beside it.")
public final class UpdateKeyAddAction implements Action {
    @Argument(name = "file", required = true, description = "An absolute path on the gateway: /media/usb/plant.pem")
    private String file;

    @Reference(optional = true)
    private Updater updater;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Updater.KeyVerdict verdict = Results.await(updater.addKey(BackupAction.absolute(file)), Results.PATIENCE);
        if (verdict instanceof Updater.KeyVerdict.Added key) {
            Screen.of(session).println("Packages that key " + key.name() + " (" + key.id() + ") signs are taken.");
            return null;
        }
        if (verdict instanceof Updater.KeyVerdict.ListAdded list) {
            Screen.of(session)
                    .println("Of the vendor's keys, those of list " + list.version() + " are taken: "
                            + String.join(", ", list.keys()));
            return null;
        }
        throw new Refused(((Updater.KeyVerdict.Refused) verdict).reason());
    }
}
