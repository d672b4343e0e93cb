package io.bms.shell;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.PointListFormat;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:ede-diff}. */
@Service
@Command(scope = "bms", name = "ede-diff", description = "Shows where an EDE file and the site differ: what only one of them has, and other names and units.")
public final class EdeDiffAction implements Action {
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
        Site now = site.current();
        List<DiscoveredDevice> listed = PointListFile.read(format, file);
        Map<Integer, Device> devices = new TreeMap<>();
        listed.forEach(each -> devices.put(each.deviceId(), PointListFile.device(each, now.devices().get(each.deviceId()))));
        List<String> lines = SiteDifference.between(new Site(now.revision(), devices, now.flow(), true), now);
        session.getConsole().println(lines.isEmpty() ? "The file and the site are the same."
                : "From the file to the site (+ only in the site, - only in the file, ~ different):");
        lines.forEach(line -> session.getConsole().println("  " + line));
        return null;
    }
}
