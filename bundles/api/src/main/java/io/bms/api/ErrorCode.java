// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Why something was refused or failed; the codes of {@code docs/wire.md}, "Commands". */
public enum ErrorCode {
    /** The request breaks a rule of the contract. */
    INVALID_REQUEST,
    /** No point of that id is known to the site. */
    UNKNOWN_POINT,
    /** There is no alarm of that id, or it is over. */
    UNKNOWN_ALARM,
    /** What an alarm is about is so still, or may be: it can be put aside, and not taken out. */
    STILL_ACTIVE,
    /** The point cannot be written, or has no priority array to relinquish. */
    NOT_WRITABLE,
    /** The value lies outside what the device or the operator allows. */
    OUT_OF_RANGE,
    /** Configuration or the device forbids it. */
    DENIED,
    /** The same kind of work is already under way. */
    BUSY,
    /**
     * The configuration has moved on since the revision the caller saw, or a slot has since the gateway wrote it, or an
     * alarm has come again since the caller saw it.
     */
    CONFLICT,
    /** The request is older than five minutes. */
    EXPIRED,
    /** The device answered with an error; of a subscription, that it does not report this point. */
    DEVICE_ERROR,
    /** The device did not answer in time; a write may still have taken effect. */
    DEVICE_TIMEOUT,
    /** A part of the gateway that is needed is not installed or not configured. */
    NOT_CONFIGURED,
    /** A defect of the gateway. */
    INTERNAL;

    private static final Set<ErrorCode> SILENCE = EnumSet.of(DEVICE_TIMEOUT, NOT_CONFIGURED, INTERNAL);

    /**
     * Whether a driver says by it that nothing came from the device: no answer, no way to it, or a defect of our own.
     * Any other code of a read or write was an answer, so the device is there.
     */
    public boolean isSilence() {
        return SILENCE.contains(this);
    }

    /** The code as it stands on the wire: {@code device_timeout}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
