// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Knows what points mean: by what people say of them alone, or else by their units, types and names. Thread: any. */
@ProviderType
public interface PointMeanings {
    /** Tags of Project Haystack: the role ({@code sensor}, {@code cmd}, {@code sp}), the quantity, then all others. */
    List<String> tags(Site site, Point point);
}
