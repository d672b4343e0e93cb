// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address of Pax URL, {@code mvn:GROUP/ARTIFACT/VERSION[/TYPE[/CLASSIFIER]]}. */
record MavenUri(String group, String artifact, String version, String type, String classifier) {
    static final Pattern PATTERN =
            Pattern.compile("mvn:([\\w.-]+)/([\\w.-]+)/([\\w.+-]+)(?:/([\\w.-]+))?(?:/([\\w.-]+))?");

    static MavenUri of(Matcher found) {
        return new MavenUri(
                found.group(1),
                found.group(2),
                found.group(3),
                found.group(4) == null ? "jar" : found.group(4),
                found.group(5) == null ? "" : found.group(5));
    }

    MavenUri withVersion(String other) {
        return new MavenUri(group, artifact, other, type, classifier);
    }

    /** The folder of all versions. */
    String folder() {
        return group.replace('.', '/') + "/" + artifact;
    }

    String path() {
        String end = classifier.isEmpty() ? "" : "-" + classifier;
        return folder() + "/" + version + "/" + artifact + "-" + version + end + "." + type;
    }

    String text() {
        String plain = "mvn:" + group + "/" + artifact + "/" + version;
        if (!classifier.isEmpty()) {
            return plain + "/" + type + "/" + classifier;
        }
        return type.equals("jar") ? plain : plain + "/" + type;
    }

    Path in(Path repository) {
        return repository.resolve(path());
    }
}
