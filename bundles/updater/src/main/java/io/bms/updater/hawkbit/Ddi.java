// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Eclipse hawkBit's Direct Device Integration API, as far as it is used; the names are its own. Thread: one that may
 * wait, half a minute for each but {@link #fetch}.
 */
interface Ddi {
    /** The server's answer is not a success. */
    final class Answered extends IOException {
        private static final long serialVersionUID = 1;

        private final int status;

        Answered(int status) {
            super("the server answers " + status);
            this.status = status;
        }

        int status() {
            return status;
        }

        /** The action is over for the server, or it knows of none. */
        boolean isOver() {
            return status == 404 || status == 410;
        }

        /** The same will not be taken later either. */
        boolean isFinal() {
            return status / 100 == 4
                    && status != 401
                    && status != 403
                    && status != 408
                    && status != 409
                    && status != 429;
        }
    }

    /**
     * What the server wants.
     *
     * @param sleep until it is asked again
     * @param configData it wants to be told of the gateway
     * @param confirmation the server waits for somebody to confirm an action, there
     */
    record Base(
            Optional<Duration> sleep,
            Optional<URI> deployment,
            Optional<URI> cancel,
            boolean configData,
            boolean confirmation) {}

    /**
     * An action.
     *
     * @param download false: {@code skip}
     * @param update false: {@code skip}, as outside of a maintenance window
     */
    record Deployment(String id, boolean download, boolean update, List<Artifact> artifacts) {
        public Deployment {
            artifacts = List.copyOf(artifacts);
        }
    }

    /** @param sha256 in small letters */
    record Artifact(String filename, long size, Optional<String> sha256, Optional<URI> link) {}

    /**
     * What is told of an action.
     *
     * @param execution {@code proceeding}, {@code downloaded}, {@code closed} or {@code rejected}
     * @param finished {@code none}, {@code success} or {@code failure}
     * @param detail for people
     */
    record Feedback(String execution, String finished, String detail) {}

    Base base() throws IOException;

    Deployment deployment(URI link) throws IOException;

    /** The action that is to be stopped. */
    String stop(URI cancel) throws IOException;

    /** @param link of the action or of its cancellation */
    void feedback(URI link, String action, Feedback feedback) throws IOException;

    void configData(Map<String, String> attributes) throws IOException;

    /**
     * Has the file go on where it ends.
     *
     * @param slice after which it may be broken off
     * @return whether all of it has come
     */
    boolean fetch(Artifact artifact, Path file, Duration slice) throws IOException;
}
