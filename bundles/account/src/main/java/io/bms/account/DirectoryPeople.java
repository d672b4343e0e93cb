// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import io.bms.api.account.Role;
import java.util.Set;

/** The people of the site's directory who have begun something here. Thread: any. */
interface DirectoryPeople {
    /** The accounts of those who have signed in, or whose sessions went on, since the gateway's start. */
    Set<String> signedIn();

    /** These, and those who signed in before that start and were not signed out: a session of theirs may go on. */
    Set<String> notSignedOut();

    /** The directory still knows one of them, and this is the highest role of the person's groups now. */
    void stays(String name, Role role);

    /**
     * Ends all that one of them has begun, sessions that are on the disk too.
     *
     * @param why as in "the directory does not know them any more"
     */
    void leaves(String name, String why);
}
