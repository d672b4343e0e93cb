package io.bms.shell;

import io.bms.api.driver.PointListFormat;
import io.bms.api.site.SiteStore;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:ede-export}. */
@Service
@Command(scope = "bms", name = "ede-export", description = "Writes the devices and points of the site into an EDE file.")
public final class EdeExportAction extends EdeAction {
    @Override
    void carryOut(String file, PointListFormat format, SiteStore site, PrintStream out) throws Refused {
        PointListFile.write(format, file, "BMS gateway", site.current());
        out.println(site.current().devices().size() + " devices written to " + file);
    }
}
