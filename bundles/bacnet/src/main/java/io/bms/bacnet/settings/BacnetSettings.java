// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.settings;

import io.bms.settings.UnusableSetting;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The validated configuration of one BACnet network. Thread: any.
 *
 * @param broadcast absent: derived from the interface when the port is opened
 * @param allowedSources empty: everybody is listened to
 */
public record BacnetSettings(
        Inet4Address bind,
        int port,
        Optional<Inet4Address> broadcast,
        int deviceInstance,
        int apduTimeoutMs,
        int apduRetries,
        int maxInFlight,
        List<Cidr> allowedSources,
        CovSettings cov,
        Optional<Bbmd> bbmd,
        NetworkName network,
        RequestRates rates,
        InboundSettings inbound) {
    /** The number after the last that a device may have (ASHRAE 135, 12.11.1). */
    private static final int NO_DEVICE = 4_194_303;

    public BacnetSettings {
        UnusableSetting.unlessWithin("port", port, 1, 65_535);
        UnusableSetting.unlessWithin("deviceInstance", deviceInstance, 0, NO_DEVICE - 1);
        UnusableSetting.unlessWithin("apduTimeoutMs", apduTimeoutMs, 50, 60_000);
        UnusableSetting.unlessWithin("apduRetries", apduRetries, 0, 5);
        UnusableSetting.unlessWithin("maxInFlight", maxInFlight, 1, 256);
        allowedSources = List.copyOf(allowedSources);
    }

    public static BacnetSettings of(BacnetConfig config) {
        return new BacnetSettings(
                parse("bindAddress", config.bindAddress(), IpAddress::parse),
                config.port(),
                config.broadcastAddress().isBlank()
                        ? Optional.empty()
                        : Optional.of(parse("broadcastAddress", config.broadcastAddress(), IpAddress::parse)),
                config.deviceInstance(),
                config.apduTimeoutMs(),
                config.apduRetries(),
                config.maxInFlight(),
                blocks("allowedSources", config.allowedSources()),
                CovSettings.of(config),
                config.bbmdAddress().isBlank() ? Optional.empty() : Optional.of(bbmd(config)),
                new NetworkName(config.network(), blocks("deviceBlocks", config.deviceBlocks())),
                new RequestRates(config.maxRequestsPerSecond(), config.maxRequestsPerSecondPerRouter()),
                InboundSettings.of(config.inboundServices(), config.inboundPassword()));
    }

    public BacnetSettings with(InboundSettings changed) {
        return new BacnetSettings(
                bind,
                port,
                broadcast,
                deviceInstance,
                apduTimeoutMs,
                apduRetries,
                maxInFlight,
                allowedSources,
                cov,
                bbmd,
                network,
                rates,
                changed);
    }

    /** How many requests are sent a second at most, to all devices and through one router; 0 is no limit. */
    public record RequestRates(int requestsPerSecond, int requestsPerSecondPerRouter) {
        public static final RequestRates NONE = new RequestRates(0, 0);

        public RequestRates {
            UnusableSetting.unlessWithin("maxRequestsPerSecond", requestsPerSecond, 0, 100_000);
            UnusableSetting.unlessWithin("maxRequestsPerSecondPerRouter", requestsPerSecondPerRouter, 0, 100_000);
        }
    }

    /**
     * The name of the network, which tells several networks apart.
     *
     * @param deviceBlocks the addresses of its devices; empty: the subnet of its own address
     */
    public record NetworkName(String name, List<Cidr> deviceBlocks) {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");
        public static final NetworkName DEFAULT = new NetworkName("default", List.of());

        public NetworkName {
            deviceBlocks = List.copyOf(deviceBlocks);
            if (!FORM.matcher(name).matches()) {
                throw new UnusableSetting("network", name, "use 1 to 64 of A-Z a-z 0-9 _ -");
            }
        }
    }

    private static List<Cidr> blocks(String key, String list) {
        return Arrays.stream(list.split(","))
                .filter(block -> !block.isBlank())
                .map(block -> parse(key, block, Cidr::parse))
                .toList();
    }

    /**
     * Where to register as a foreign device.
     *
     * @param timeToLiveSeconds of the registration
     */
    public record Bbmd(InetSocketAddress address, int timeToLiveSeconds) {
        public Bbmd {
            UnusableSetting.unlessWithin("bbmdTimeToLiveSeconds", timeToLiveSeconds, 10, 65_535);
        }
    }

    private static Bbmd bbmd(BacnetConfig config) {
        return new Bbmd(
                parse("bbmdAddress", config.bbmdAddress(), text -> IpAddress.parse(text, config.port())),
                config.bbmdTimeToLiveSeconds());
    }

    /**
     * The process identifier of the gateway's subscriptions. It is not 0, which means all processes, and not the
     * instance number of any other device.
     */
    public int subscriber() {
        return deviceInstance == 0 ? NO_DEVICE : deviceInstance;
    }

    public boolean allows(Inet4Address source) {
        return allowedSources.isEmpty() || allowedSources.stream().anyMatch(block -> block.contains(source));
    }

    private static <T> T parse(String key, String value, Function<String, T> parser) {
        try {
            return parser.apply(value.strip());
        } catch (IllegalArgumentException e) {
            throw new UnusableSetting(key, value, e.getMessage());
        }
    }
}
