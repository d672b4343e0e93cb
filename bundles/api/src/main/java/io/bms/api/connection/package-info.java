/** MQTT connections for parts of the gateway that speak another dialect than its own. */
@Export
@Version("1.0.0")
package io.bms.api.connection;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
