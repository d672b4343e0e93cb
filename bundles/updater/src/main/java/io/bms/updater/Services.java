// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import java.util.Optional;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Services of other bundles, each asked for when it is wanted: this bundle must not stop because one of them is being
 * replaced. Thread: any.
 */
record Services(BundleContext context) {
    /** What the service answers; empty while there is none, or while it goes. */
    <T, R> Optional<R> ask(Class<T> type, Function<T, R> question) {
        return ask(context.getServiceReference(type), question);
    }

    /** As {@link #ask(Class, Function)}, of the service that a filter names. */
    <T, R> Optional<R> ask(Class<T> type, String filter, Function<T, R> question) {
        try {
            return context.getServiceReferences(type, filter).stream()
                    .findFirst()
                    .flatMap(reference -> ask(reference, question));
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalArgumentException(filter, e);
        }
    }

    private <T, R> Optional<R> ask(ServiceReference<T> reference, Function<T, R> question) {
        if (reference == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(context.getService(reference)).map(question);
        } finally {
            context.ungetService(reference);
        }
    }
}
