// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.cluster.ClusterRegistry;
import dev.weft.runtime.cluster.RegistrationMarks;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.watch.ClusterViews;
import dev.weft.runtime.watch.Inbox;
import dev.weft.runtime.watch.Receiver;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Hands what registers clusters to all who want to know: kubeconfig Secrets to the one who opens clusters, the one who looks after tokens and
 * the one who follows deregistrations, KubernetesClusters to the last of them and to the passes.
 *
 * @param marks empty in an operator that only looks
 */
record Registrations(
        ClusterRegistry registry,
        TokenKeeper tokens,
        Optional<RegistrationMarks> marks,
        Runnable marksChanged,
        ClusterViews views,
        Inbox inbox,
        String installNamespace) {

    /** Takes over what has arrived, and all that will. */
    void hear(Relay secrets, Relay objects) {
        try {
            secrets.to(secrets());
            objects.to(objects());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of kubeconfig Secrets. */
    private Receiver secrets() {
        return new Receiver() {
            @Override
            public void put(RawObject secret) {
                String cluster = secret.id().name();
                tokens.put(secret);
                registry.put(secret);
                // It may have been opened anew, and what was told of it before is forgotten then.
                tokens.look(cluster);
                views.marks(cluster, RegistrationMarks.marks(secret));
                follow(each -> each.put(secret));
            }

            @Override
            public void gone(ObjectId secret) {
                // In this order: whoever tells something of a cluster makes it known.
                tokens.gone(secret);
                follow(each -> each.gone(secret));
                registry.gone(secret);
            }
        };
    }

    /** Of KubernetesClusters, in all namespaces. */
    private Receiver objects() {
        return new Receiver() {
            @Override
            public void put(RawObject object) throws InterruptedException {
                if (object.id().namespace().equals(installNamespace)) {
                    follow(each -> each.seen(object));
                }
                inbox.put(object);
            }

            @Override
            public void gone(ObjectId id) {
                if (id.namespace().equals(installNamespace)) {
                    follow(each -> each.lost(id));
                }
                inbox.gone(id);
            }
        };
    }

    private void follow(Consumer<RegistrationMarks> change) {
        marks.ifPresent(each -> {
            change.accept(each);
            marksChanged.run();
        });
    }
}
