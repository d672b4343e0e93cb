// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.certificate;

import java.io.IOException;

/** What was to be installed is no certificate that the gateway can show; the message says what to change. */
public final class UnusableCertificateException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param cause why, whose message is this one's too */
    public UnusableCertificateException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
