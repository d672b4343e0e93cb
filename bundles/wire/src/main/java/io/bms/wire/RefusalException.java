// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;

/** Leaves the decoding of a request at the first broken rule; never leaves the package. */
final class RefusalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    RefusalException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    RefusalException(String message) {
        this(ErrorCode.INVALID_REQUEST, message);
    }

    Failure failure() {
        return new Failure(code, getMessage());
    }
}
