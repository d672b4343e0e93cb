/** What every contract shares: error codes and failures. */
@Export
@Version("1.0.0")
package io.bms.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
