// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.settings.UnusableSetting;
import io.bms.update.Signers;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The configuration, checked. */
record UpdaterSettings(Signers signers, Duration gate, Duration proof, Set<String> downloadHosts) {
    private static final Pattern HOST = Pattern.compile("[0-9a-z]([0-9a-z.-]{0,251}[0-9a-z])?");
    private static final int LEAST_GATE = 5;
    private static final int MOST = 3600;

    static UpdaterSettings of(UpdaterConfig config) {
        return new UpdaterSettings(
                Signers.of(config.signers())
                        .orElseThrow(() -> new UnusableSetting(
                                "signers", config.signers(), "use vendor, operator, either or both")),
                Duration.ofSeconds(UnusableSetting.unlessWithin("gateSeconds", config.gateSeconds(), LEAST_GATE, MOST)),
                Duration.ofSeconds(UnusableSetting.unlessWithin("proofSeconds", config.proofSeconds(), 1, MOST)),
                hosts(config.downloadHosts()));
    }

    private static Set<String> hosts(String list) {
        Set<String> hosts = new TreeSet<>();
        for (String host : list.toLowerCase(Locale.ROOT).split(",")) {
            if (!host.isBlank()) {
                if (!HOST.matcher(host.strip()).matches()) {
                    throw new UnusableSetting(
                            "downloadHosts",
                            list,
                            "use names of hosts, as in updates.example.com, with commas between");
                }
                hosts.add(host.strip());
            }
        }
        return hosts;
    }
}
