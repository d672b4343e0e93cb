// SPDX-License-Identifier: GPL-3.0-only
/**
 * Settings from cfg files, so that no value keeps a component from running. Copied, as a private package, into each
 * bundle that has a cfg file; no bundle of its own.
 *
 * <p>Start at {@link io.bms.settings.SettingsKeeper}: a key's default and range are in the metatype of the annotation
 * type that declares it ({@link io.bms.settings.Definition}, {@link io.bms.settings.Attribute}), its value in the file
 * ({@link io.bms.settings.CfgFile}); {@link io.bms.settings.Complaints} names file, key, value and what is allowed,
 * once for all bundles. Runs on the thread that activates the component.
 */
package io.bms.settings;
