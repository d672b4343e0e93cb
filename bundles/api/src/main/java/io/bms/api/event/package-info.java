/** What happened, for whoever looks later. */
@Export
@Version("1.0.0")
package io.bms.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
