/** What the gateway has written into devices and not released yet. */
@Export
@Version("1.0.0")
package io.bms.api.override;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
