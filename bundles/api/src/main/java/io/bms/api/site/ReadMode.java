// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

/** How a point is read: by subscription, by polling, or whichever costs less. */
public enum ReadMode {
    AUTO,
    COV,
    POLL
}
