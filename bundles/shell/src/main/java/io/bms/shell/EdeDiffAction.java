// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.PointList;
import io.bms.api.driver.PointListFormat;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import io.bms.api.site.SiteStore;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:ede-diff}. */
@Service
@Command(
        scope = "bms",
        name = "ede-diff",
        description =
                "Shows where an EDE file and the site differ: what only one of them has, and other names, units and state texts.")
public final class EdeDiffAction extends EdeAction {
    @Option(
            name = "-s",
            aliases = "--state-texts",
            description = "Path of the StateTexts file that belongs to the EDE file; without it"
                    + " state texts are not compared")
    private String stateTexts;

    @Override
    void carryOut(String file, PointListFormat format, SiteStore site, PrintStream out) throws Refused {
        Site now = site.current();
        PointList list = PointListFile.read(format, file, stateTexts);
        List<DiscoveredDevice> listed = list.devices();
        Map<Integer, Device> devices = new TreeMap<>();
        listed.forEach(each -> devices.put(
                each.deviceId(), PointListFile.device(each, now.devices().get(each.deviceId()))));
        List<String> lines = SiteDifference.between(new Site(now.revision(), devices, now.flow(), true), now);
        out.println(
                lines.isEmpty()
                        ? "The file and the site are the same."
                        : "From the file to the site (+ only in the site, - only in the file, ~ different):");
        lines.forEach(line -> out.println("  " + line));
        tell(list, out);
    }
}
