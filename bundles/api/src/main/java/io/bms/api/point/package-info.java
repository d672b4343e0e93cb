/** Points and their values: the data that flows from devices to sinks. */
@Export
@Version("1.0.0")
package io.bms.api.point;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
