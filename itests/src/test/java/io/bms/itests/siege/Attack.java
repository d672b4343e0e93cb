// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import java.util.function.Consumer;

/**
 * One kind of attack.
 *
 * @param name what is done, as the table calls it
 * @param launch starts the attackers; returns at once
 */
record Attack(String name, Consumer<Force> launch) {}
