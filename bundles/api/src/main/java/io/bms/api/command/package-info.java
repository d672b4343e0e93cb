/** Commands, their results, and the way from a caller to the bundle that owns the thing. */
@Export
@Version("2.0.0")
package io.bms.api.command;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
