/** What could not go out, kept until it can. */
@Export
@Version("1.0.0")
package io.bms.api.outbox;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
