// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.PointListFormat;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:ede-export}. */
@Service
@Command(
        scope = "bms",
        name = "ede-export",
        description = "Writes the devices and points of the site into an EDE file,"
                + " and their state texts into NAME_StateTexts.csv beside it.")
public final class EdeExportAction extends EdeAction {
    @Override
    void carryOut(String file, PointListFormat format, SiteStore site, PrintStream out)
            throws Refused, InterruptedException {
        Site now = site.current();
        List<String> files = PointListFile.write(format, file, "BMS gateway", now);
        out.println(now.devices().size() + " devices written to " + String.join(" and ", files));
    }
}
