/** Documents that other systems find at the broker, and learn of the gateway from. */
@Export
@Version("1.0.0")
package io.bms.api.document;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
