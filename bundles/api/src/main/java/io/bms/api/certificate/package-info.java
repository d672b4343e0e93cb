/** What the gateway shows to be known by. */
@Export
@Version("1.2.0")
package io.bms.api.certificate;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
