// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.site.SiteStore;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Offers the point ids of the site. */
@Service
public final class PointIdCompleter implements Completer {
    @Reference(optional = true)
    @WorksWithout
    private SiteStore site;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        if (site == null) {
            return -1;
        }
        return new StringsCompleter(site.current().points().keySet().stream()
                        .map(String::valueOf)
                        .toList())
                .complete(session, line, candidates);
    }
}
