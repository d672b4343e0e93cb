// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

/** Which points are read: all that were found, or those that the deployed flow names. */
public enum MonitorScope {
    ALL,
    FLOW
}
