/** What is being read now, and its latest values. */
@Export
@Version("1.0.0")
package io.bms.api.monitoring;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
