// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.bacnet.link.LocalAddresses;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.Cidr;
import io.bms.bacnet.settings.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which addresses are on this network, where there are several. Thread: any. */
final class Reach {
    private static final Logger LOG = LoggerFactory.getLogger(Reach.class);

    private final BacnetSettings settings;
    private volatile List<Cidr> blocks;

    Reach(BacnetSettings settings) {
        this.settings = settings;
        blocks = settings.network().deviceBlocks();
    }

    boolean includes(String dotted) {
        if (blocks.isEmpty() && !settings.bind().isAnyLocalAddress()) {
            blocks = subnet().map(List::of).orElseGet(List::of);
        }
        try {
            Inet4Address host = IpAddress.parse(dotted);
            return settings.bind().isAnyLocalAddress() && blocks.isEmpty()
                    || blocks.stream().anyMatch(block -> block.contains(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The subnet of the configured address; empty as long as no interface has it. */
    private Optional<Cidr> subnet() {
        try {
            return LocalAddresses.subnet(settings.bind());
        } catch (IOException e) {
            LOG.debug("the interfaces cannot be listed", e);
            return Optional.empty();
        }
    }
}
