/** What the gateway says of itself. */
@Export
@Version("1.0.0")
package io.bms.api.status;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
