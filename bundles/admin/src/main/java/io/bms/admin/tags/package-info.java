// SPDX-License-Identifier: GPL-3.0-only
/**
 * What the points of the site mean, for programs that do not know the building: {@code TagRules} reads it from units,
 * object types and names, and {@code HaystackGrid} and {@code BrickGraph} say it in the words of Project Haystack 4 and
 * of Brick. Pure functions of the site. Thread: any.
 */
package io.bms.admin.tags;
