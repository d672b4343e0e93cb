/** What somebody should know of and do something about: alarms, what people do to them, and what became of them. */
@Export
@Version("1.0.0")
package io.bms.api.alarm;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
