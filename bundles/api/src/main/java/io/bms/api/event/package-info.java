/** Events that an operator may ask for later: devices and points that failed or recovered, commands, starts. */
@Export
@Version("1.0.0")
package io.bms.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
