// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.status.StatusItem;
import io.bms.settings.SettingsKeeper;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What holds for the settings of every component: each key of its cfg file is spoiled in every way, at a start and
 * while running, and the limits in its metatype are those that its settings hold.
 *
 * @param <C> the annotation type that declares the keys
 * @param <S> the settings, which are compared
 */
public abstract class SettingsContract<C, S> {
    private static final Pattern ATTRIBUTE_DEFINITION = Pattern.compile("(?s)<AD id=\"(\\w+)\"([^>]*)>");
    private static final List<String> BAD_NUMBERS = List.of(
            "%s # x",
            "%s s", "%s;", "%s.5", "%s,0", "\"%s\"", "0x%s", "", "many", "99999999999", "%s\u0000", "%s\ufffd");
    private static final List<String> BAD_FLAGS = List.of("%s # x", "yes", "1", "", "%s!", "ja");
    private static final List<String> BAD_TEXTS = List.of(
            "%s # x",
            "#", "\ufffd\u0000", "a b c", "-1", "[", "1.2.3.4/99", "::::", "\"%s\"", "x=", "../..", "\u202e%s");
    private static final List<String> INVISIBLE = List.of("%s ", " %s", "%s\t", "\u00a0%s\u00a0", "\ufeff%s", "%s\r");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Class<C> type;
    private final Function<C, S> judge;
    private final String pid;
    private final Map<String, ?> instead;

    protected SettingsContract(String pid, Class<C> type, Function<C, S> judge) {
        this(pid, type, Map.of(), judge);
    }

    protected SettingsContract(String pid, Class<C> type, Map<String, ?> instead, Function<C, S> judge) {
        this.pid = pid;
        this.type = type;
        this.judge = judge;
        this.instead = instead;
    }

    /** Keys that stand in the shipped file as an example only. */
    protected List<String> examples() {
        return List.of();
    }

    /** False for a key whose limits are those of another key's value. */
    protected boolean standsAlone(String key) {
        return true;
    }

    /** Values of other keys, without which some limits do not matter. */
    protected Map<String, Object> around() {
        return Map.of();
    }

    @Test
    public void shippedFile_setsEveryKeyToItsDefault() throws IOException {
        Properties shipped = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("../../configs", pid + ".cfg"))) {
            shipped.load(reader);
        }
        Map<String, String> expected = new TreeMap<>();
        methods().forEach(method -> expected.put(method.getName(), String.valueOf(method.getDefaultValue())));
        expected.keySet().removeAll(examples());
        Map<String, String> said = new TreeMap<>();
        shipped.stringPropertyNames()
                .forEach(key ->
                        said.put(key, shipped.getProperty(key).strip().replaceAll("\\$\\{env:\\w+:-([^}]*)}", "$1")));
        assertEquals(expected, said);
    }

    @Test
    public void limitsOfTheMetatype_areThoseOfTheSettings() throws IOException {
        for (Map.Entry<String, long[]> limit : limits().entrySet()) {
            String key = limit.getKey();
            if (!standsAlone(key)) {
                continue;
            }
            long min = limit.getValue()[0];
            long max = limit.getValue()[1];
            judge.apply(config(with(key, min)));
            judge.apply(config(with(key, max)));
            for (long outside : new long[] {min - 1, max + 1}) {
                assertThrows(
                        key + " = " + outside,
                        IllegalArgumentException.class,
                        () -> judge.apply(config(with(key, outside))));
            }
        }
    }

    private Map<String, Object> with(String key, long value) {
        Map<String, Object> values = new HashMap<>(around());
        values.put(key, (int) value);
        return values;
    }

    @Test
    public void everyNumberHasLimits() throws IOException {
        for (Method method : methods()) {
            assertTrue(
                    method.getName() + " needs min and max in its @AttributeDefinition",
                    method.getReturnType() != int.class || limits().containsKey(method.getName()));
        }
    }

    /** A configuration tool shows the description, and few show min and max. */
    @Test
    public void everyDescription_namesTheRange() throws IOException {
        Map<String, String> attributes = attributes();
        limits().forEach((key, limit) -> assertTrue(
                key + " needs its range in the description: " + attributes.get(key),
                !standsAlone(key)
                        || attributes.get(key).matches("(?s).*description=\"[^\"]*\\b" + limit[1] + "\\b.*")));
    }

    @Test
    public void spoiled_atAStart_isTheDefaultAndAProblem() throws IOException {
        S defaults = judge.apply(config(Map.of()));
        for (Method method : methods()) {
            for (String bad : spoilings(method)) {
                SettingsKeeper keeper = new SettingsKeeper();
                S read = keeper.read(type, properties(Map.of(method.getName(), bad)), instead, judge);
                judgeProblem(keeper, method, bad, read.equals(defaults));
            }
        }
    }

    @Test
    public void spoiled_whileRunning_leavesTheFormerInForce() throws IOException {
        for (Method method : methods()) {
            if (method.getReturnType() != String.class && standsAlone(method.getName())) {
                String key = method.getName();
                String former = other(method);
                SettingsKeeper keeper = new SettingsKeeper();
                S before = keeper.read(type, properties(Map.of(key, former)), instead, judge);
                assertEquals(key + " = " + former, List.of(), keeper.status());
                for (String bad : spoilings(method)) {
                    assertEquals(
                            key + " = " + bad, before, keeper.read(type, properties(Map.of(key, bad)), instead, judge));
                    judgeProblem(keeper, method, bad, true);
                }
                keeper.read(type, properties(Map.of(key, former)), instead, judge);
                assertEquals("put right: " + key, List.of(), keeper.status());
            }
        }
    }

    @Test
    public void blanksThatNobodySees_changeNothing() throws IOException {
        for (Method method : methods()) {
            if (method.getReturnType() != String.class && standsAlone(method.getName())) {
                S plain = judge.apply(config(Map.of(method.getName(), value(method, other(method)))));
                for (String blanks : INVISIBLE) {
                    SettingsKeeper keeper = new SettingsKeeper();
                    String text = blanks.formatted(other(method));
                    assertEquals(plain, keeper.read(type, properties(Map.of(method.getName(), text)), instead, judge));
                    assertEquals(List.of(), keeper.status());
                }
            }
        }
    }

    @Test
    public void allSpoiledAtOnce_areAllProblems() throws IOException {
        Map<String, String> all = new HashMap<>();
        for (Method method : methods()) {
            if (method.getReturnType() != String.class) {
                all.put(method.getName(), method.getDefaultValue() + " # x");
            }
        }
        SettingsKeeper keeper = new SettingsKeeper();
        assertEquals(judge.apply(config(Map.of())), keeper.read(type, properties(all), instead, judge));
        assertEquals(all.size(), keeper.status().size());
    }

    /** A text may be one that is allowed; where it is not, that is said. */
    private void judgeProblem(SettingsKeeper keeper, Method method, String bad, boolean asBefore) {
        List<StatusItem> problems = keeper.status();
        String what = method.getName() + " = '" + bad + "': " + problems;
        if (method.getReturnType() == String.class && problems.isEmpty()) {
            return;
        }
        assertEquals(what, 1, problems.size());
        String message = ((StatusItem.Problem) problems.get(0)).message();
        assertTrue(what, message.contains(pid + ".cfg: " + method.getName() + " = "));
        assertTrue(what, asBefore || message.contains("until then nothing is allowed"));
        if (method.getReturnType() == int.class) {
            assertTrue(what, message.contains("write a whole number from "));
            assertTrue(what, message.contains("\"" + bad.replace('\u0000', '\ufffd') + "\""));
        }
    }

    private List<String> spoilings(Method method) throws IOException {
        String good = other(method);
        List<String> bad = new ArrayList<>();
        if (method.getReturnType() == int.class) {
            BAD_NUMBERS.forEach(form -> bad.add(form.formatted(good)));
            long[] limits = limits().get(method.getName());
            bad.add(Long.toString(limits[0] - 1));
            bad.add(Long.toString(limits[1] + 1));
        } else {
            (method.getReturnType() == boolean.class ? BAD_FLAGS : BAD_TEXTS)
                    .forEach(form -> bad.add(form.formatted(good)));
        }
        return bad;
    }

    /** A value that is allowed and, where there is a choice, not the default. */
    private String other(Method method) throws IOException {
        if (method.getReturnType() == int.class) {
            return Long.toString(limits().get(method.getName())[1]);
        }
        return method.getReturnType() == boolean.class
                ? String.valueOf(!(boolean) method.getDefaultValue())
                : method.getDefaultValue().toString();
    }

    private static Object value(Method method, String text) {
        return method.getReturnType() == int.class ? Integer.valueOf(text) : (Object) Boolean.valueOf(text);
    }

    private C config(Map<String, ?> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> values.containsKey(method.getName())
                        ? values.get(method.getName())
                        : method.getDefaultValue()));
    }

    private Map<String, Object> properties(Map<String, String> values) throws IOException {
        Path file = folder.getRoot().toPath().resolve(pid + ".cfg");
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
        Map<String, Object> properties = new HashMap<>(values);
        properties.put("service.pid", pid);
        properties.put("felix.fileinstall.filename", file.toUri().toString());
        return properties;
    }

    private List<Method> methods() {
        return List.of(type.getDeclaredMethods());
    }

    private Map<String, long[]> limits() throws IOException {
        Map<String, long[]> limits = new TreeMap<>();
        attributes().forEach((key, attributes) -> {
            Matcher min = Pattern.compile("min=\"(-?\\d+)\"").matcher(attributes);
            Matcher max = Pattern.compile("max=\"(-?\\d+)\"").matcher(attributes);
            if (min.find() && max.find()) {
                limits.put(key, new long[] {Long.parseLong(min.group(1)), Long.parseLong(max.group(1))});
            }
        });
        assertTrue(
                "described: " + limits.keySet(),
                new TreeSet<>(methods().stream().map(Method::getName).toList()).containsAll(limits.keySet()));
        return limits;
    }

    /** What the metatype resource says of each key, as XML attributes. */
    private Map<String, String> attributes() throws IOException {
        Map<String, String> attributes = new TreeMap<>();
        try (InputStream xml =
                type.getClassLoader().getResourceAsStream("OSGI-INF/metatype/" + type.getName() + ".xml")) {
            Matcher ad = ATTRIBUTE_DEFINITION.matcher(new String(xml.readAllBytes(), StandardCharsets.UTF_8));
            while (ad.find()) {
                attributes.put(ad.group(1), ad.group(2));
            }
        }
        return attributes;
    }
}
