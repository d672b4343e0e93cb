// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import static org.junit.Assert.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.Test;

/** Holds the order of a bundle's packages: none uses one above it. */
public abstract class PackagesContract {
    private final Class<?> member;
    private final List<String> fromTheTop;

    /**
     * @param member a class of the bundle's root package
     * @param fromTheTop every package of the bundle, by what follows the root's name; the root is the empty name
     */
    protected PackagesContract(Class<?> member, String... fromTheTop) {
        this.member = member;
        this.fromTheTop = Stream.of(fromTheTop)
                .map(name -> member.getPackageName() + (name.isEmpty() ? "" : "." + name))
                .toList();
    }

    @Test
    public void packages_useOnlyThoseBelowThem() throws URISyntaxException {
        String uses = uses();
        Set<String> seen = new TreeSet<>();
        Set<String> upwards = new TreeSet<>();
        String own = "(" + Pattern.quote(member.getPackageName()) + "(?:\\.\\w+)*)";
        Matcher use = Pattern.compile("^\\s+" + own + "\\s+-> " + own + "\\s", Pattern.MULTILINE)
                .matcher(uses);
        while (use.find()) {
            seen.add(use.group(1));
            seen.add(use.group(2));
            if (fromTheTop.indexOf(use.group(1)) > fromTheTop.indexOf(use.group(2))) {
                upwards.add(use.group(1) + " uses " + use.group(2));
            }
        }
        assertEquals("a new package has its place here: " + uses, new TreeSet<>(fromTheTop), seen);
        assertEquals(Set.of(), upwards);
    }

    /** Where the compiled classes are that {@code member} is one of. */
    public static Path classes(Class<?> member) throws URISyntaxException {
        return Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** What the JDK's own tool says of the compiled classes. */
    private String uses() throws URISyntaxException {
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out);
        int failed = jdeps.run(
                printer,
                printer,
                "-verbose:package",
                "-filter:none",
                classes(member).toString());
        assertEquals(out.toString(), 0, failed);
        return out.toString();
    }
}
