/** Updates of the gateway's bundles: signed packages, tried while it runs or at its next start, and taken back. */
@Export
@Version("1.0.0")
package io.bms.api.update;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
