/** All that the gateway keeps, in one file. */
@Export
@Version("1.0.0")
package io.bms.api.backup;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
