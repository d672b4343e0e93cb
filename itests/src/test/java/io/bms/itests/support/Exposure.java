// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much a unit leaves open to who breaks into its process, as systemd judges it: from 0 for nothing to 10. */
public final class Exposure {
    /** At most. */
    public static final double WANTED = 3.0;

    private static final Pattern LEVEL = Pattern.compile("exposure level for \\S+: (\\d+\\.\\d+)");

    private Exposure() {}

    /** @param unit a file whose name ends in {@code .service} */
    public static double of(Path unit) {
        String said = Run.toEnd(
                unit.getParent(),
                Map.of(),
                Duration.ofSeconds(30),
                List.of("systemd-analyze", "security", "--offline=true", "--no-pager", unit.toString()));
        Matcher level = LEVEL.matcher(said);
        if (!level.find()) {
            throw new AssertionError("no exposure level in: " + said);
        }
        return Double.parseDouble(level.group(1));
    }
}
