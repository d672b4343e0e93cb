/** The small contract of a field-bus driver, the only thing monitoring knows of BACnet. */
@Export
@Version("1.0.0")
package io.bms.api.driver;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
