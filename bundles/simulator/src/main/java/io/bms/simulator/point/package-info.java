// SPDX-License-Identifier: GPL-3.0-only
/**
 * Which points a controller shows of the building, with their names, limits, states and faults. Start at {@code
 * Controller}, the four kinds of them; {@code Port} is how a point hangs on the model, {@code Shape} what kind of value
 * it has. Nothing here knows the network.
 */
package io.bms.simulator.point;
