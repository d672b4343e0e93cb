// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.nio.file.Files;
import java.nio.file.Path;

/** The built distribution, as an operator would unpack it. */
public final class Distribution {
    private Distribution() {}

    /** The assembly folder. */
    public static Path folder() {
        Path folder = Path.of(System.getProperty("bms.assembly"));
        if (!Files.isExecutable(folder.resolve("bin/bms"))) {
            throw new AssertionError("no distribution at " + folder + "; build it with mvn -DskipTests package");
        }
        return folder;
    }

    /** A folder of the tests', below target. */
    public static Path work() {
        return Path.of(System.getProperty("bms.work"));
    }
}
