// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where the gateway keeps its files: the framework property {@code bms.data}. */
public final class DataFolder {
    private static final String PROPERTY = "bms.data";

    private DataFolder() {}

    public static Path of(BundleContext context) {
        String folder = context.getProperty(PROPERTY);
        if (folder == null || folder.isBlank()) {
            throw new IllegalStateException("the framework property " + PROPERTY
                    + " is not set; it names the folder in which the gateway keeps its data");
        }
        return Path.of(folder).toAbsolutePath();
    }
}
