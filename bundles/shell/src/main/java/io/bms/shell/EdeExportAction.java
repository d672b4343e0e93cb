package io.bms.shell;

import io.bms.api.driver.PointListFormat;
import io.bms.api.site.SiteStore;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:ede-export}. */
@Service
@Command(scope = "bms", name = "ede-export", description = "Writes the devices and points of the site into an EDE file.")
public final class EdeExportAction implements Action {
    @Argument(name = "file", required = true, description = "Path on the gateway")
    private String file;
    @Reference
    private PointListFormat format;
    @Reference
    private SiteStore site;
    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        PointListFile.write(format, file, "BMS gateway", site.current());
        session.getConsole().println(site.current().devices().size() + " devices written to " + file);
        return null;
    }
}
