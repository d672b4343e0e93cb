// SPDX-License-Identifier: GPL-3.0-only
/**
 * Installs updates in the running gateway.
 *
 * <p>Start at {@link io.bms.updater.FieldUpdater}, the service that all doors call. {@code SwapPlan} says what a
 * package changes, and whether that can be done while the gateway runs; {@code FeatureSwap} has Karaf do it; {@code
 * Gauge} measures the gateway before and after, and {@code UpdateGate} compares. What packages are, and how they are
 * verified, is {@code io.bms.update}, embedded; what is in force is said by the files of {@code io.bms.update.folder},
 * which the launcher reads at each start. The launcher watches while something is tried ({@code bms.watch=update}), so
 * that nothing that a bundle does can hold up the way back.
 *
 * <p>The client of a fleet's server is in {@link io.bms.updater.hawkbit}.
 *
 * <p>Thread: bms-updater. No other bundle of ours is needed while one of them is replaced: each is asked for when it is
 * there.
 */
package io.bms.updater;
