// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import java.net.URI;
import java.util.Objects;

/**
 * An action of the server that is under way here.
 *
 * @param action its id there
 * @param link of it, for feedback
 * @param told that the package is here
 * @param update the package's id, once it is to be installed
 * @param before how many lines the history had then
 * @param tries how often that was begun
 * @param reason how it ended, for people; empty before
 */
record Assignment(
        String action,
        String link,
        Stage stage,
        boolean told,
        String update,
        int before,
        int tries,
        boolean success,
        String reason) {
    /** How far it is. */
    enum Stage {
        FETCHING,
        /** The package is here, with the hash that the server says. */
        FETCHED,
        /** It was, or is about to be, given to the updater. */
        INSTALLING,
        /** It has ended, and the server has still to be told. */
        CLOSING
    }

    Assignment {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(link, "link");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(update, "update");
        Objects.requireNonNull(reason, "reason");
    }

    static Assignment fetching(String action, URI link) {
        return new Assignment(action, link.toString(), Stage.FETCHING, false, "", 0, 0, false, "");
    }

    Assignment fetched() {
        return new Assignment(action, link, Stage.FETCHED, told, "", 0, tries, false, "");
    }

    Assignment withTold() {
        return new Assignment(action, link, stage, true, update, before, tries, success, reason);
    }

    Assignment installing(String id, int historyBefore) {
        return new Assignment(action, link, Stage.INSTALLING, told, id, historyBefore, tries + 1, false, "");
    }

    Assignment ended(boolean well, String how) {
        return new Assignment(action, link, Stage.CLOSING, told, update, before, tries, well, how);
    }

    boolean is(Stage other) {
        return stage == other;
    }
}
