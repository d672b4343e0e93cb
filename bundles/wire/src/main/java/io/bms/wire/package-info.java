/** Topics and JSON of {@code docs/wire.md}; the one place that knows how anything looks on the wire. */
@Export
@Version("1.0.0")
package io.bms.wire;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
