// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

/** The units that occur in the building. */
public enum Unit {
    CELSIUS,
    PERCENT,
    RELATIVE_HUMIDITY,
    PASCAL,
    BAR,
    PPM,
    KILOWATT,
    KILOWATT_HOUR,
    VOLT,
    AMPERE,
    POWER_FACTOR,
    CUBIC_METERS_PER_HOUR,
    CUBIC_METERS
}
