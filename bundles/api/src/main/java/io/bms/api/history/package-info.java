/** What the points were: samples and summaries of the past. */
@Export
@Version("1.0.0")
package io.bms.api.history;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
