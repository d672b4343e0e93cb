// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher.frame;

import java.io.IOException;

/** The other side does not speak this protocol. */
public final class FrameException extends IOException {
    private static final long serialVersionUID = 1L;

    public FrameException(String message) {
        super(message);
    }
}
