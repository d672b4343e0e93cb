/**
 * The contract of a BACnet driver, and all that monitoring knows of BACnet. Another stack, or another link layer below
 * one, replaces one bundle; another field bus would need another addressing of points (docs/driver.md).
 *
 * <p>Start at {@link io.bms.api.driver.PointDriver}. What a call came to is a sealed {@code …Outcome}: expected failure
 * is data.
 */
@Export
@Version("1.1.0")
package io.bms.api.driver;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
