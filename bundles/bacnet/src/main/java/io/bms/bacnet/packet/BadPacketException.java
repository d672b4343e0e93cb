// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

/** A packet does not hold together. Has no stack trace: a flood of such packets must stay cheap. Thread: any. */
public final class BadPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    public BadPacketException(Verdict verdict) {
        this(verdict, verdict.name());
    }

    /** @param reason for people */
    public BadPacketException(Verdict verdict, String reason) {
        super(reason, null, false, false);
        this.verdict = verdict;
    }

    public Verdict verdict() {
        return verdict;
    }
}
