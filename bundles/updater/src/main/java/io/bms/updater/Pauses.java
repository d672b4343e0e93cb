// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What does not work while a bundle is replaced, as docs/architecture.md says and its tests hold. */
final class Pauses {
    private static final Map<String, String> BY_BUNDLE = Map.ofEntries(
            Map.entry(
                    "bacnet",
                    "Reading and writing pause for some hundredths of a second; what comes due meanwhile is read right after."),
            Map.entry(
                    "mqtt",
                    "The MQTT session ends and comes back: offline with a reason, then online, in about a second."),
            Map.entry("heartbeat", "Status and heartbeat pause for about a second."),
            Map.entry("monitoring", "Reading and commands pause for about a second; a discovery under way is lost."),
            Map.entry("command", "Commands pause for about a second."),
            Map.entry("timeseries", "Samples of about a second are not in the history."),
            Map.entry("alarm", "Alarms pause for about a second; what comes meanwhile is seen afterwards."),
            Map.entry("homeassistant", "What changes meanwhile Home Assistant learns about a second later."),
            Map.entry("notify", "Notices of what comes and goes within about a second are not sent."),
            Map.entry("audit", "What is done within about a second is not in the audit; that it stopped is."),
            Map.entry("proxy", "The web port closes for some seconds; browsers connect again by themselves."),
            Map.entry("admin", "The REST API pauses for some seconds."),
            Map.entry("designer", "The page is loaded anew."),
            Map.entry("certificate", "The certificate cannot be shown or renewed for about a second."),
            Map.entry("identity", "The MQTT session ends and comes back within two to four seconds."),
            Map.entry("broker", "The broker stops for some seconds; clients connect again by themselves."),
            Map.entry("site", "Reading and alarms pause for some seconds."),
            Map.entry("account", "The broker stops for some seconds; who is signed in stays so."),
            Map.entry("journal", "Commands pause for some seconds."),
            Map.entry("shell", "The shell's sessions end; open another."));

    private static final String RESTART = "The gateway starts anew: nothing is read and nothing answers for some six"
            + " seconds, for longer on a busy machine; what waits for the broker is kept.";
    private static final String OTHER_DISTRIBUTION =
            "The gateway starts anew with another distribution: nothing is read"
                    + " and nothing answers for longer than at another restart, since all its files are compared first;"
                    + " what waits for the broker is kept.";

    private Pauses() {}

    /** @param bundles by the ends of their symbolic names, as in {@code bacnet} */
    static List<String> of(Collection<String> bundles) {
        return bundles.stream()
                .map(bundle -> BY_BUNDLE.getOrDefault(bundle, "What " + bundle + " does pauses for about a second."))
                .distinct()
                .toList();
    }

    static List<String> ofRestart(boolean otherDistribution) {
        return List.of(otherDistribution ? OTHER_DISTRIBUTION : RESTART);
    }
}
