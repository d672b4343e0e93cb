// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.site.Device;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A file format in which engineers exchange the points of a building. A whiteboard service. */
@ConsumerType
public interface PointListFormat {
    /** As it is called among people: {@code EDE}. */
    String name();

    /** The devices in this format, line by line. */
    List<String> write(String project, Collection<Device> devices);

    /** The state texts of these devices as a second file, to which the first refers; empty if they have none. */
    List<String> writeStateTexts(Collection<Device> devices);

    /**
     * What a file says of devices and points. A row that cannot be understood is left out, and said.
     *
     * @param stateTexts the second file, if there is one at hand; without it points have the state texts that stand in
     *     the file itself
     * @throws IllegalArgumentException saying why, where nothing of it can be understood
     */
    PointList read(List<String> lines, Optional<List<String>> stateTexts);
}
