// SPDX-License-Identifier: GPL-3.0-only
/**
 * Packages of updates, NAME.bmsu: a ZIP file whose first entry, {@code manifest.json}, lists every bundle of a gateway
 * with its hash. Whoever signs it signs the exact bytes of that entry, so that all else is fixed by it. Begin with
 * {@link io.bms.update.PackageReader}. docs/updates.md describes the file. Thread: any.
 */
package io.bms.update;
