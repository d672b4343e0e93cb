/** Sessions that bring the gateway's samples to brokers elsewhere. */
@Export
@Version("1.0.0")
package io.bms.api.uplink;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
