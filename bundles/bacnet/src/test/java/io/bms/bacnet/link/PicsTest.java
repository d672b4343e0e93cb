// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.constructed.ServicesSupported;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.BitString;
import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.Loopback;
import io.bms.bacnet.RawDevice;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.SegmentedAnswer;
import io.bms.bacnet.packet.Verdict;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.Test;

/** Holds docs/pics.md, what the device object announces, and what the code does to each other. */
public class PicsTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.1.1", 47808);
    private static final BacnetSettings SETTINGS = Loopback.settings("127.0.0.3", 47808);
    /** The bits of services that came later (ASHRAE 135, 21), by service choice; else bit and choice go together. */
    private static final Map<Integer, Integer> LATER_CONFIRMED = Map.of(26, 35, 27, 37, 28, 38, 29, 39, 30, 41, 31, 42);

    private static final Map<Integer, Integer> LATER_UNCONFIRMED = Map.of(9, 36, 10, 40, 11, 43);
    private static final int FIRST_UNCONFIRMED = 26;

    /** A request that the library is given to send; an I-Am it makes itself. */
    private static final Pattern INITIATED =
            Pattern.compile("(?:new |return )(\\w+)Request(?:\\(|\\.TYPE_ID)|\\.get(IAm)\\(\\)");

    private static final String IMPORT = "import com.serotonin.bacnet4j.service.";

    /** A line of the table of services. */
    private record Row(int bit, String name, boolean initiated, boolean executed, String remark) {}

    private static String pics() throws IOException {
        return Files.readString(Path.of("../../docs/pics.md"));
    }

    private static List<Row> rows() throws IOException {
        return pics().lines()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .map(cells -> new Row(
                        Integer.parseInt(cells.get(1)),
                        cells.get(2),
                        cells.get(3).equals("yes"),
                        cells.get(4).equals("yes"),
                        cells.size() > 5 ? cells.get(5) : ""))
                .toList();
    }

    private static SortedSet<Integer> bits(BitString bits) {
        return IntStream.range(0, bits.getValue().length)
                .filter(bits::getArrayValue)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The bit of each service by its name, in letters only. */
    private static Map<String, Integer> standard() throws ReflectiveOperationException {
        Map<String, Integer> byName = new TreeMap<>();
        for (Method getter : ServicesSupported.class.getMethods()) {
            if (getter.getName().startsWith("is") && getter.getParameterCount() == 0) {
                for (int bit = 0; bit < new ServicesSupported().getValue().length; bit++) {
                    ServicesSupported one = new ServicesSupported();
                    one.setAll(false);
                    one.setValue(bit + 1, true);
                    if ((boolean) getter.invoke(one)) {
                        byName.put(letters(getter.getName().substring(2)), bit);
                    }
                }
            }
        }
        return byName;
    }

    private static String letters(String name) {
        return name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }

    @Test
    public void services_haveTheNumbersAndNamesOfTheStandard_eachOnce() throws Exception {
        Map<String, Integer> standard = standard();
        for (Row row : rows()) {
            assertEquals(row.name(), standard.get(letters(row.name())), Integer.valueOf(row.bit()));
        }
        List<Integer> bits = rows().stream().map(Row::bit).toList();
        assertEquals(List.copyOf(new TreeSet<>(bits)), bits);
    }

    @Test
    public void servicesInitiated_areThoseThatTheCodeAsks() throws Exception {
        Map<String, Integer> standard = standard();
        SortedSet<Integer> initiated = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                String code = Files.readString(source);
                Matcher made = INITIATED.matcher(code);
                while (made.find()) {
                    String name = made.group(1) == null ? made.group(2) : made.group(1);
                    if (made.group(1) == null || isService(code, name)) {
                        initiated.add(standard.get(letters(name)));
                    }
                }
            }
        }
        assertEquals(
                initiated,
                rows().stream().filter(Row::initiated).map(Row::bit).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static boolean isService(String code, String name) {
        return code.contains(IMPORT + "confirmed." + name + "Request;")
                || code.contains(IMPORT + "unconfirmed." + name + "Request;");
    }

    @Test
    public void servicesExecuted_areThoseThatAreAnnouncedAndThatTheFenceLetsIn() throws Exception {
        assertEquals(
                bits(OwnDevice.services(InboundSettings.NONE)),
                rows().stream().filter(Row::executed).map(Row::bit).collect(Collectors.toCollection(TreeSet::new)));
        for (String services : List.of(
                "", "writeProperty", "deviceCommunicationControl", "writeProperty,deviceCommunicationControl")) {
            InboundSettings inbound = InboundSettings.of(services, "secret");
            SortedSet<Integer> announced = bits(OwnDevice.services(inbound));
            assertEquals(services, announced, letIn(inbound));
            assertEquals(
                    services,
                    announced,
                    rows().stream()
                            .filter(row -> row.executed() || isSwitchedOn(row, inbound))
                            .map(Row::bit)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    /** The words by which the page says of a service that it can be switched on. */
    private static boolean isSwitchedOn(Row row, InboundSettings inbound) {
        return inbound.services().stream()
                .map(service -> service.name().replace("_", "").toLowerCase(Locale.ROOT))
                .anyMatch(word -> letters(row.remark()).startsWith("executedwhereinboundserviceshas" + word));
    }

    /** The services that the fence does not refuse, of a device that is read and was asked to report. */
    private static SortedSet<Integer> letIn(InboundSettings inbound) {
        AtomicLong nanos = new AtomicLong();
        Fence fence = new Fence(
                SETTINGS.with(inbound),
                from -> false,
                new Outstanding(),
                new Expecting(),
                Optional.empty(),
                () -> nanos.addAndGet(TimeUnit.SECONDS.toNanos(2)));
        SortedSet<Integer> bits = new TreeSet<>();
        for (int choice = 0; choice < 256; choice++) {
            if (!isRefused(fence, new byte[] {0x02, 0x75, 1, (byte) choice})) {
                bits.add(LATER_CONFIRMED.getOrDefault(choice, choice));
            }
            if (!isRefused(fence, new byte[] {0x10, (byte) choice})) {
                bits.add(LATER_UNCONFIRMED.getOrDefault(choice, FIRST_UNCONFIRMED + choice));
            }
        }
        return bits;
    }

    private static boolean isRefused(Fence fence, byte[] application) {
        byte[] packet = RawDevice.unicast(application);
        Verdict verdict = fence.judge(packet, packet.length, CLIENT, new Open());
        return verdict == Verdict.REFUSED;
    }

    @Test
    public void objectTypesAndProperties_areThoseOfTheDeviceObject() throws Exception {
        String pics = pics();
        List<String> types = bits(OwnDevice.objectTypes()).stream()
                .map(number -> letters(ObjectType.forId(number).toString()))
                .toList();
        assertEquals(List.of("device"), types);
        assertEquals("Device", cell(pics, "Protocol Object Types Supported"));
        Matcher list = Pattern.compile("Beside the properties of the table it has: ([^.]+)\\.")
                .matcher(pics);
        assertTrue(list.find());
        assertEquals(
                names(OwnDevice.KEPT.stream(), PropertyIdentifier::toString),
                names(Arrays.stream(list.group(1).split(",")), Function.identity()));
        assertEquals(
                names(OwnDevice.said(SETTINGS, "0").keySet().stream(), PropertyIdentifier::toString),
                names(
                        pics.lines()
                                .dropWhile(line -> !line.startsWith("| Property |"))
                                .skip(2)
                                .takeWhile(line -> line.startsWith("|"))
                                .map(line -> line.split("\\|")[1]),
                        Function.identity()));
    }

    private static <T> List<String> names(Stream<T> properties, Function<T, String> name) {
        return properties.map(name).map(PicsTest::letters).sorted().toList();
    }

    private static String cell(String pics, String property) {
        return pics.lines()
                .filter(line -> line.startsWith("| " + property + " |"))
                .map(line -> line.split("\\|")[2].strip())
                .findFirst()
                .orElseThrow();
    }

    /** Hears everything. */
    private static final class Expecting implements UnaskedPackets {
        @Override
        public void announced(IAm device) {}

        @Override
        public boolean expectsReports(DeviceAddress device) {
            return true;
        }

        @Override
        public boolean isRead(DeviceAddress device) {
            return true;
        }
    }

    /** Lets everything through that may. */
    private static final class Open implements Fence.Gate {
        @Override
        public void pass(Packet packet) {}

        @Override
        public void acknowledge(Packet packet) {}

        @Override
        public void reject(Packet packet) {}

        @Override
        public void acknowledge(Packet segment, SegmentedAnswer.Ack ack) {}

        @Override
        public void follow(Packet segment, SegmentedAnswer answer) {}
    }
}
