// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.update.Base;
import io.bms.update.FeatureList;
import io.bms.update.RefusedException;
import io.bms.update.UpdateManifest;
import io.bms.update.VerifiedPackage;
import io.bms.update.folder.Distributions;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compares the bundles that run with those of an update. Thread: bms-updater. */
final class PlanMaker {
    private static final Pattern VERSION = Pattern.compile("^feature=bms-gateway/(\\S+)$", Pattern.MULTILINE);
    private static final String FEATURES = "io/bms/bms-features";

    private final Framework framework;
    private final Path home;
    private final Path data;
    private final Distributions distributions;

    PlanMaker(Framework framework, Path home, Path data, UpdateFolder folder) {
        this.framework = framework;
        this.home = home;
        this.data = data;
        distributions = new Distributions(folder);
    }

    /** @param incoming what the package carries */
    SwapPlan to(VerifiedPackage verified, Path incoming) throws IOException, RefusedException {
        if (verified.manifest().kind() == UpdateManifest.Kind.DISTRIBUTION) {
            return SwapPlan.ofDistribution("it brings a whole distribution");
        }
        Path features =
                incoming.resolve(UpdateManifest.featuresPath(verified.manifest().version()));
        return Files.exists(features)
                ? plan(features)
                : plan(features(verified.manifest().version()));
    }

    /** @param id an update, or {@link UpdateFolder#NONE} */
    SwapPlan back(String id) throws IOException, RefusedException {
        if (!distributions.home(id).equals(distributions.brought(home))) {
            return SwapPlan.ofDistribution("it goes back to another distribution");
        }
        return plan(features(versionOf(id)));
    }

    private SwapPlan plan(Path features) throws IOException, RefusedException {
        Optional<String> running = framework.version();
        if (running.isEmpty()) {
            return new SwapPlan(
                    List.of(), Optional.of("only some of its features run, or others by hand (feature:list)"));
        }
        List<FeatureList.Change> changes =
                FeatureList.read(features(running.get())).changesTo(FeatureList.read(features));
        return SwapPlan.of(changes, framework::closure, framework.watched());
    }

    /** The version that runs. */
    String running() throws RefusedException {
        return framework
                .version()
                .orElseThrow(() -> new RefusedException("The features that run are not known; restart the gateway."));
    }

    /** The version of an update, or of the distribution's own features. */
    String versionOf(String id) throws IOException, RefusedException {
        if (id.equals(UpdateFolder.NONE)) {
            try (Stream<Path> versions = Files.list(home.resolve("system").resolve(FEATURES))) {
                return versions.filter(Files::isDirectory)
                        .findFirst()
                        .orElseThrow(() -> new RefusedException("The distribution has no features of its own."))
                        .getFileName()
                        .toString();
            }
        }
        Path set = data.resolve("updates/sets").resolve(id).resolve("set.properties");
        if (Files.exists(set)) {
            Matcher version = VERSION.matcher(Files.readString(set));
            if (version.find()) {
                return version.group(1);
            }
        }
        throw new RefusedException("The files of the update " + id + " are not there any more; install it again.");
    }

    private Path features(String version) throws RefusedException {
        return Base.of(home, data)
                .find(UpdateManifest.featuresPath(version))
                .orElseThrow(() -> new RefusedException(
                        "The features of version " + version + " are not among the gateway's files; restart it."));
    }
}
