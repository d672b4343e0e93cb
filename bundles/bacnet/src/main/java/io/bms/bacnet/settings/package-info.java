// SPDX-License-Identifier: GPL-3.0-only
/**
 * The configuration of a BACnet network. {@link io.bms.bacnet.settings.BacnetConfig} declares the keys, with their
 * defaults and ranges; {@link io.bms.bacnet.settings.BacnetSettings} is what was found valid.
 *
 * <p>Thread: any.
 */
package io.bms.bacnet.settings;
