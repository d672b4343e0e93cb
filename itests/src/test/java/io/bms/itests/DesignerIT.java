// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assume.assumeFalse;

import io.bms.itests.support.Distribution;
import io.bms.itests.support.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/**
 * The Designer in a browser, against the distribution and a simulated building: the tests in {@code test/e2e} of
 * bundles/designer, which has installed what they need. They have a report of their own in {@code target/page-reports}.
 */
public class DesignerIT {
    private static final Path WEB = Path.of(System.getProperty("bms.bundles"), "designer/src/main/web");
    private static final Path REPORT = Distribution.work().resolveSibling("page-reports/TEST-e2e.xml");
    private static final Duration PATIENCE = Duration.ofMinutes(25);

    private static AssertionError failed;

    @Test
    public void page_inABrowser_worksWithTheGateway() {
        assumeFalse("only without -Dbms.designer.skip", Boolean.getBoolean("bms.designer.skip"));
        if (failed != null) {
            // They have run again by themselves what failed, so Failsafe's second time adds none.
            throw failed;
        }
        Map<String, String> environment = Map.of(
                "BMS_ASSEMBLY", Distribution.folder().toString(),
                "BMS_WORK", Distribution.work().toString(),
                "BMS_RERUN", System.getProperty("bms.designer.rerun"),
                "BMS_REPORT", REPORT.toString());
        try {
            System.out.println(Run.toEnd(WEB, environment, PATIENCE, List.of("npm", "run", "--silent", "test:e2e")));
        } catch (AssertionError e) {
            failed = e;
            throw e;
        }
    }
}
