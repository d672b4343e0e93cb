// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import io.bms.simulator.bacnet.Router;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the command line asks for. */
record Options(
        List<InetSocketAddress> addresses,
        int points,
        int firstInstance,
        InetSocketAddress broadcast,
        long seed,
        double speed,
        long delayMs,
        Optional<Duration> firstFault,
        Optional<Router> router,
        Optional<InetSocketAddress> bbmd,
        List<EdeBuilding.Device> ede) {
    static final String HELP =
            """
            usage: bms-simulator [OPTION VALUE]...

            BACnet/IP controllers of a small building, in groups of four: an air handler with its
            zones, rooms with fan coils, a boiler and chiller plant, and meters.

              --devices N           number of devices, 1 to 1000 (4)
              --points N            objects in each device, 1 to 1000 (30)
              --first-address A     IPv4 address of the first device; the others count up (127.0.1.1)
              --address-list A,B    exactly these addresses, in place of --devices and --first-address
              --port N              UDP port of all devices (47808)
              --broadcast A         broadcast address to listen on (127.255.255.255 on loopback,
                                    else that of the interface that has the first address)
              --first-instance N    device instance of the first device; the others count up (1001)
              --seed N              same seed, same building (1)
              --speed X             simulated seconds in a second (60)
              --delay-ms N          answer this much later, like a slow controller (0)
              --faults N            let things go wrong from N seconds on: pressure is lost, a sensor breaks;
                                    they mend, and go wrong again each 20 minutes (nothing goes wrong)
              --ede FILE            the devices and objects of an EDE file, in place of the building
              --router A/N          put the devices behind a BACnet router with address A, on network N
              --bbmd A              put the devices into a subnet of their own, with a BBMD at address A
              --help                this text
            """;

    private static final Set<String> KNOWN = Set.of(
            "--devices",
            "--points",
            "--first-address",
            "--address-list",
            "--port",
            "--broadcast",
            "--first-instance",
            "--seed",
            "--speed",
            "--delay-ms",
            "--faults",
            "--router",
            "--bbmd",
            "--ede");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final int MAX_INSTANCE = 4_194_302;

    Options {
        addresses = List.copyOf(addresses);
    }

    static Options parse(String... args) throws UsageException {
        Map<String, String> given = given(args);
        int port = (int) whole(given, "--port", 47808, 1, 65535);
        List<EdeBuilding.Device> ede =
                given.containsKey("--ede") ? EdeBuilding.read(Path.of(given.get("--ede"))) : List.of();
        if (!ede.isEmpty() && given.put("--devices", "" + ede.size()) != null) {
            throw new UsageException("--ede says how many devices there are; leave --devices out");
        }
        List<InetSocketAddress> addresses = addresses(given, port);
        int lastFirstInstance = MAX_INSTANCE - addresses.size() + 1;
        return new Options(
                addresses,
                (int) whole(given, "--points", 30, 1, 1000),
                (int) whole(given, "--first-instance", 1001, 0, lastFirstInstance),
                new InetSocketAddress(broadcast(given, addresses.get(0).getAddress()), port),
                whole(given, "--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                speed(given),
                whole(given, "--delay-ms", 0, 0, 600_000),
                firstFault(given),
                router(given, port),
                bbmd(given, port),
                ede);
    }

    private static Optional<Duration> firstFault(Map<String, String> given) throws UsageException {
        return given.containsKey("--faults")
                ? Optional.of(Duration.ofSeconds(whole(given, "--faults", 0, 0, 86_400)))
                : Optional.empty();
    }

    private static Optional<Router> router(Map<String, String> given, int port) throws UsageException {
        String text = given.get("--router");
        if (text == null) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        if (slash < 0 || given.containsKey("--bbmd")) {
            throw new UsageException("--router is \"" + text + "\", it must be an address and a network number, as in"
                    + " 127.0.1.100/5, and stand without --bbmd");
        }
        return Optional.of(new Router(new InetSocketAddress(address("--router", text.substring(0, slash)), port), (int)
                whole(Map.of("--router", text.substring(slash + 1)), "--router", 0, 2, 65534)));
    }

    private static Optional<InetSocketAddress> bbmd(Map<String, String> given, int port) throws UsageException {
        return given.containsKey("--bbmd")
                ? Optional.of(new InetSocketAddress(address("--bbmd", given.get("--bbmd")), port))
                : Optional.empty();
    }

    private static Map<String, String> given(String[] args) throws UsageException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!KNOWN.contains(args[i])) {
                throw new UsageException("unknown option " + args[i] + "; --help lists them");
            }
            if (i + 1 == args.length) {
                throw new UsageException(args[i] + " needs a value");
            }
            if (given.put(args[i], args[i + 1]) != null) {
                throw new UsageException(args[i] + " is given twice");
            }
        }
        return given;
    }

    private static List<InetSocketAddress> addresses(Map<String, String> given, int port) throws UsageException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        if (given.containsKey("--address-list")) {
            if (given.containsKey("--devices") || given.containsKey("--first-address")) {
                throw new UsageException("--address-list stands in place of --devices and --first-address");
            }
            for (String one : given.get("--address-list").split(",", -1)) {
                InetSocketAddress address = new InetSocketAddress(address("--address-list", one), port);
                if (addresses.contains(address)) {
                    throw new UsageException("--address-list names " + one + " twice");
                }
                addresses.add(address);
            }
            return addresses;
        }
        Inet4Address address = address("--first-address", given.getOrDefault("--first-address", "127.0.1.1"));
        long devices = whole(given, "--devices", 4, 1, 1000);
        while (addresses.size() < devices) {
            addresses.add(new InetSocketAddress(address, port));
            address = Ipv4.next(address);
        }
        return addresses;
    }

    private static Inet4Address broadcast(Map<String, String> given, InetAddress first) throws UsageException {
        if (given.containsKey("--broadcast")) {
            return address("--broadcast", given.get("--broadcast"));
        }
        return Ipv4.broadcastOf(first)
                .orElseThrow(() -> new UsageException("no network interface has the address " + first.getHostAddress()
                        + "; add it to one, or give --broadcast"));
    }

    private static Inet4Address address(String option, String text) throws UsageException {
        try {
            if (IPV4.matcher(text).matches() && InetAddress.getByName(text) instanceof Inet4Address address) {
                return address;
            }
        } catch (UnknownHostException e) {
            // Digits and dots, but above 255: told below like all that is no address.
        }
        throw new UsageException(option + " is \"" + text + "\", it must be an IPv4 address like 127.0.1.1");
    }

    private static long whole(Map<String, String> given, String option, long initial, long min, long max)
            throws UsageException {
        String text = given.get(option);
        if (text == null) {
            return initial;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, with the range.
        }
        throw new UsageException(option + " is \"" + text + "\", it must be a whole number from " + min + " to " + max);
    }

    private static double speed(Map<String, String> given) throws UsageException {
        String text = given.getOrDefault("--speed", "60");
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && value <= 10_000) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, with the range.
        }
        throw new UsageException("--speed is \"" + text + "\", it must be a number above 0 and up to 10000");
    }
}
