// SPDX-License-Identifier: GPL-3.0-only
/** How short the heap is, and so what is given up for the time being. */
@Export
@Version("1.0.0")
package io.bms.api.memory;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
