// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What the keeper has to say, as a service of its own: a service that is also of a private class is hidden from every
 * bundle that has a copy of that class.
 */
@Component(service = StatusSource.class)
public final class SettingsStatus implements StatusSource {
    private final SettingsKeeper keeper;

    @Activate
    public SettingsStatus(@Reference SettingsKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public List<StatusItem> status() {
        return keeper.status();
    }
}
