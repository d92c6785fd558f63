// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.step.Credentials;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The condition {@code CredentialsCurrent} of a KubernetesCluster: whether the plane can go on working there. */
final class CredentialsCondition {

    static final String TYPE = "CredentialsCurrent";

    private CredentialsCondition() {}

    /**
     * @param credentials null when there is no registration
     * @return empty while nothing has been told of them
     */
    static Optional<Condition> of(@Nullable Credentials credentials) {
        if (credentials == null) {
            return Optional.of(
                    new Condition(TYPE, ConditionStatus.UNKNOWN, "NoKubeconfig", "there is no kubeconfig Secret"));
        }
        return credentials.equals(Credentials.UNKNOWN) ? Optional.empty() : Optional.of(told(credentials));
    }

    private static Condition told(Credentials credentials) {
        return switch (credentials.standing()) {
            case UNKNOWN -> with(ConditionStatus.UNKNOWN, "BadRegistration", credentials);
            case LASTING -> with(ConditionStatus.TRUE, "DoesNotExpire", credentials);
            case CURRENT -> with(ConditionStatus.TRUE, "Renewed", credentials);
            case NOT_RENEWED -> with(ConditionStatus.FALSE, "RenewalFailed", credentials);
            case EXPIRING -> with(ConditionStatus.FALSE, "ExpiresSoon", credentials);
            case REFUSED -> with(ConditionStatus.FALSE, "Unauthorized", credentials);
            case EXPIRED -> with(ConditionStatus.FALSE, "Expired", credentials);
        };
    }

    private static Condition with(ConditionStatus status, String reason, Credentials credentials) {
        return new Condition(TYPE, status, reason, credentials.message());
    }
}
