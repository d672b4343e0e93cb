// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityListener;
import io.bms.api.identity.IdentityStore;
import io.bms.api.point.PointId;
import io.bms.api.site.Site;
import io.bms.api.site.SiteHistory;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of the configuration. The identity is part of it, though the bundle {@code identity} stores it. A change
 * of identity is recorded here after it was stored there. A rollback is stored here first, and notes the identity that
 * is due; then {@code identity} takes that on. If a crash comes between the two, the second is done when the {@link
 * IdentityStore} is next bound.
 *
 * <p>The store of the identity is never called under the lock of the site, since it calls back under its own.
 * Thread: any.
 */
@Component(
        service = {SiteHistory.class, IdentityListener.class},
        immediate = true)
public final class ConfigurationHistory implements SiteHistory, IdentityListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationHistory.class);

    private final SqliteSite site;
    private final AtomicReference<IdentityStore> identities = new AtomicReference<>();

    @Activate
    public ConfigurationHistory(@Reference SqliteSite site) {
        this.site = site;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindIdentities(IdentityStore store) {
        identities.set(store);
        settle(store);
    }

    void unbindIdentities(IdentityStore store) {
        identities.compareAndSet(store, null);
    }

    /** A failure stays here: the change itself is stored, and whoever else listens must hear of it. */
    @Override
    public void identityChanged(Identity identity) {
        try {
            site.identityIs(identity);
        } catch (UncheckedIOException e) {
            LOG.warn(
                    "the change of identity is not in the history of the configuration before the next start: {}",
                    e.getMessage());
        }
    }

    @Override
    public List<Revision> revisions() {
        List<RevisionTable.Kept> all = site.kept();
        List<Revision> revisions = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            RevisionTable.Kept kept = all.get(i);
            revisions.add(new Revision(
                    kept.revision(),
                    kept.at(),
                    kept.snapshot().count("site_device"),
                    kept.snapshot().count("site_point"),
                    i + 1 == all.size()
                            ? List.of()
                            : Difference.between(all.get(i + 1).snapshot(), kept.snapshot())));
        }
        return revisions;
    }

    @Override
    public List<String> difference(long from, long to) {
        List<RevisionTable.Kept> all = site.kept();
        return Difference.between(
                RevisionTable.find(all, from).snapshot(),
                RevisionTable.find(all, to).snapshot());
    }

    @Override
    public Set<PointId> points(long revision) {
        return RevisionTable.find(site.kept(), revision).snapshot().points();
    }

    @Override
    public Site rollBack(long revision) {
        Site back = site.rollBack(revision);
        Optional.ofNullable(identities.get()).ifPresent(this::settle);
        return back;
    }

    private void settle(IdentityStore store) {
        site.dueIdentity().ifPresent(store::change);
        site.identityIs(store.current());
    }
}
