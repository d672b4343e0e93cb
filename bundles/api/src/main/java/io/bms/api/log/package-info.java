// SPDX-License-Identifier: GPL-3.0-only
/** How what strangers send comes into the log: cut, encoded, and counted rather than repeated. */
@Export
@Version("1.1.0")
package io.bms.api.log;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
