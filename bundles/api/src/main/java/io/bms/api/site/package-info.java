/** What the building is: devices, points, the deployed flow, and what to read how often. */
@Export
@Version("1.1.0")
package io.bms.api.site;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
