/** Where the embedded MQTT broker listens. */
@Export
@Version("1.3.0")
package io.bms.api.broker;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
