// SPDX-License-Identifier: GPL-3.0-only
/**
 * The model of a building: weather, plant, rooms and meters, in the units that their points show (°C, %, kW). Start at
 * {@code Wing}, an air handler with its zones and the plant behind it, advanced by steps of simulated time. Nothing
 * here knows BACnet. Thread: {@code bms-simulator-tick} alone, but for what says otherwise.
 */
package io.bms.simulator.building;
