// SPDX-License-Identifier: GPL-3.0-only
/** The folder of updates, of which launcher and updater both read and write: embedded in both. */
package io.bms.update.folder;
