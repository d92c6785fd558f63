// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.issue.Ref;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.InstantSource;

/** Hears of restarts that are asked for; those of a certificate are the {@link IssuedCertificateReconciler}'s. */
@ControllerConfiguration(name = PodBounceDirectiveReconciler.NAME)
final class PodBounceDirectiveReconciler implements Reconciler<PodBounceDirective> {
    static final String NAME = "podbouncedirective";

    private final RestartOnRequest restarts;
    private final InstantSource clock;

    PodBounceDirectiveReconciler(RestartOnRequest restarts, InstantSource clock) {
        this.restarts = restarts;
        this.clock = clock;
    }

    @Override
    public UpdateControl<PodBounceDirective> reconcile(
            PodBounceDirective primary, Context<PodBounceDirective> context) {
        UpdateControl<PodBounceDirective> done = UpdateControl.noUpdate();
        restarts.work(new Ref(
                        primary.getMetadata().getNamespace(),
                        primary.getMetadata().getName()))
                .ifPresent(moment -> {
                    Duration rest = Duration.between(clock.instant(), moment);
                    done.rescheduleAfter(rest.isNegative() ? Duration.ZERO : rest);
                });
        return done;
    }
}
