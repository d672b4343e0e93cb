// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.driver.DiscoveryProgress;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Makes one progress out of those of several networks, which come on several threads. Thread: any. */
final class JointProgress {
    private final Consumer<DiscoveryProgress> listener;
    private final Map<String, DiscoveryProgress> last = new TreeMap<>();

    JointProgress(Collection<String> networks, Consumer<DiscoveryProgress> listener) {
        this.listener = listener;
        networks.forEach(name -> last.put(name, new DiscoveryProgress(0, "", 0, OptionalInt.empty())));
    }

    /** What one network tells. */
    Consumer<DiscoveryProgress> of(String network) {
        return progress -> tell(network, progress);
    }

    private synchronized void tell(String network, DiscoveryProgress progress) {
        last.put(network, progress);
        int percent =
                last.values().stream().mapToInt(DiscoveryProgress::percent).sum() / last.size();
        int found =
                last.values().stream().mapToInt(DiscoveryProgress::devicesFound).sum();
        int total = last.values().stream()
                .mapToInt(each -> each.totalAddresses().orElse(0))
                .sum();
        listener.accept(new DiscoveryProgress(
                percent, progress.currentDevice(), found, total == 0 ? OptionalInt.empty() : OptionalInt.of(total)));
    }
}
