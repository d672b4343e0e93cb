/** Who this gateway is, in every topic. */
@Export
@Version("1.0.0")
package io.bms.api.identity;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
