// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.io.IOException;

/** What lies in the store kept Artemis from starting; not the disk, nor another process that uses it. */
final class StoreFailureException extends Exception {
    private static final long serialVersionUID = 1L;

    private StoreFailureException(Throwable cause) {
        super("the MQTT broker's store cannot be loaded: " + cause, cause);
    }

    /** @return the failure as it should be thrown on */
    static Exception of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean elsewhere = cause instanceof IOException
                    || String.valueOf(cause.getMessage()).contains("lock");
            if (elsewhere && failure instanceof Exception exception) {
                return exception;
            }
        }
        return new StoreFailureException(failure);
    }
}
