// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The ways by which people are told of alarms who are not looking. Thread: any. */
@ProviderType
public interface NoticeRoutes {
    /** Their names, in the order of the settings. */
    List<String> names();

    /**
     * Sends a notice that says that it is a test. Returns at once.
     *
     * @return completes normally once its server has taken it, with empty, or once it has not, with why; within some
     *     minutes in any case
     * @throws IllegalArgumentException there is no such route; the message names those there are
     */
    CompletionStage<Optional<String>> test(String name);
}
