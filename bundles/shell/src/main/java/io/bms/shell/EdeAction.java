// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.PointList;
import io.bms.api.driver.PointListFormat;
import io.bms.api.site.SiteStore;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;

/** What is done with an EDE file and the site. */
abstract class EdeAction implements Action {
    @Argument(name = "file", required = true, description = "Path on the gateway")
    private String file;

    @Reference(optional = true)
    private PointListFormat format;

    @Reference(optional = true)
    private SiteStore site;

    @Reference
    private Session session;

    @Override
    public final Object execute() throws Refused, InterruptedException {
        carryOut(file, format, site, Screen.of(session));
        return null;
    }

    abstract void carryOut(String file, PointListFormat format, SiteStore site, PrintStream out)
            throws Refused, InterruptedException;

    /** How many rows of the file were taken, and what is said of the others. */
    static void tell(PointList list, PrintStream out) {
        out.println(list.rows() + " rows taken, " + list.leftOut().size() + " left out"
                + (list.leftOut().isEmpty() ? "" : ":"));
        list.leftOut().forEach(line -> out.println("  " + line));
        list.remarks().forEach(line -> out.println("  " + line));
    }
}
