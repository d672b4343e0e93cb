/**
 * Who did what, from where, and what came of it: the record that nobody can change unseen (docs/security.md, "Audit").
 */
@Export
@Version("1.0.0")
package io.bms.api.audit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
