// SPDX-License-Identifier: GPL-3.0-only
/**
 * A client of Eclipse hawkBit, by which an operator has many gateways updated in waves.
 *
 * <p>Start at {@link io.bms.updater.hawkbit.Hawkbit}, the component. {@code HawkbitAgent} decides, {@code HttpDdi}
 * talks to the server, {@code Assignment} is what survives a restart. Packages go to the same {@link
 * io.bms.api.update.Updater} as those of all other doors, as by nobody who watches. Thread: bms-updater-hawkbit.
 */
package io.bms.updater.hawkbit;
