/** Who may sign in. */
@Export
@Version("1.2.0")
package io.bms.api.account;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
