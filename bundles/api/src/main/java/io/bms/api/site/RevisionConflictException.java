// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

/** The site has moved on since the caller looked; nothing was changed. */
public final class RevisionConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long revision;

    public RevisionConflictException(long base, long revision) {
        super("the configuration is at revision " + revision + ", not " + base
                + "; read it again, repeat your change on it, and send base_revision " + revision);
        this.revision = revision;
    }

    /** The revision that is in force. */
    public long revision() {
        return revision;
    }
}
