/** Who may sign in, and who may do what. */
@Export
@Version("2.3.0")
package io.bms.api.account;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
