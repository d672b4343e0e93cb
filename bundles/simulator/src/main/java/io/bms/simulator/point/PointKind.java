// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

/** Whether a point is measured, commanded in the field, or kept in the controller. */
public enum PointKind {
    INPUT,
    OUTPUT,
    VALUE
}
