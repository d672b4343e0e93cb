// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

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
import org.junit.Test;

/** Holds the order of the bundle's packages, from its door down to its settings: none uses one above it. */
public class PackagesTest {
    private static final String ROOT = "io.bms.bacnet";
    private static final List<String> FROM_THE_TOP = List.of(
            ROOT,
            ROOT + ".discovery",
            ROOT + ".request",
            ROOT + ".link",
            ROOT + ".ede",
            ROOT + ".value",
            ROOT + ".packet",
            ROOT + ".settings");

    private static final Pattern USE =
            Pattern.compile("^\\s+(" + ROOT + "[\\w.]*)\\s+-> (" + ROOT + "[\\w.]*)\\s", Pattern.MULTILINE);

    @Test
    public void packages_useOnlyThoseBelowThem() throws Exception {
        String uses = uses();
        Set<String> seen = new TreeSet<>();
        Set<String> upwards = new TreeSet<>();
        Matcher use = USE.matcher(uses);
        while (use.find()) {
            seen.add(use.group(1));
            seen.add(use.group(2));
            if (FROM_THE_TOP.indexOf(use.group(1)) > FROM_THE_TOP.indexOf(use.group(2))) {
                upwards.add(use.group(1) + " uses " + use.group(2));
            }
        }
        assertEquals("a new package has its place here: " + uses, new TreeSet<>(FROM_THE_TOP), seen);
        assertEquals(Set.of(), upwards);
    }

    /** Where the bundle's classes are. */
    static Path classes() throws URISyntaxException {
        return Path.of(BacnetDriver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** What the JDK's own tool says of the compiled classes. */
    private static String uses() throws URISyntaxException {
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        StringWriter out = new StringWriter();
        int failed = jdeps.run(
                new PrintWriter(out),
                new PrintWriter(out),
                "-verbose:package",
                "-filter:none",
                classes().toString());
        assertTrue(out.toString(), failed == 0);
        return out.toString();
    }
}
