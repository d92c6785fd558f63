// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.VirtualMeshSpec;
import dev.weft.runtime.ref.Ref;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How the meshes of a VirtualMesh come to trust each other. */
public sealed interface TrustRules {

    /** It says nothing of trust; certificates are left alone. */
    record None() implements TrustRules {}

    /**
     * Each mesh gets an authority of its own, under one root.
     *
     * @param restartsPods whether pods that hold older certificates are restarted
     * @param letsInTrustDomains whether each mesh is to let in callers of the trust domains of the others
     */
    record Shared(Root root, boolean restartsPods, boolean letsInTrustDomains) implements TrustRules {}

    /** Where the root comes from. */
    sealed interface Root {

        /**
         * The plane makes it, and keeps it.
         *
         * @param days of its life, at least 1
         * @param rsaBits size of its RSA key; empty for a key on the curve P-256
         * @param organisation in its subject, not empty
         * @param generation which one, at least 1: another number is another root
         */
        record Generated(int days, OptionalInt rsaBits, String organisation, int generation) implements Root {}

        /** A Secret of the management cluster that a user has put there. */
        record Provided(Ref secret) implements Root {}
    }

    TrustRules NONE = new None();

    /** What is made where nobody says anything: the life and the organisation are those of the reference. */
    Root.Generated DEFAULT_ROOT = new Root.Generated(365, OptionalInt.empty(), "gloo-mesh", 1);

    String FIELD = "spec.mtlsConfig";
    String SECRET_FIELD = FIELD + ".shared.rootCertificateAuthority.secret";

    /** Reads it; what is wrong with it is reported, and what is returned then does not matter. */
    static TrustRules from(VirtualMeshSpec.@Nullable MtlsConfig wire, Problems problems) {
        if (wire == null) {
            return NONE;
        }
        Root root = DEFAULT_ROOT;
        if (wire.shared() != null && wire.limited() != null) {
            problems.add(FIELD, "sets shared and limited; set only one of them");
        } else if (wire.limited() != null) {
            problems.add(FIELD + ".limited", "is not supported: limited trust is not there yet; set shared instead");
        } else if (wire.shared() == null) {
            problems.add(FIELD, "does not say how the meshes come to trust each other; set shared");
        } else if (wire.shared().rootCertificateAuthority() != null) {
            root = Roots.from(wire.shared().rootCertificateAuthority(), problems);
        }
        boolean letsInTrustDomains = Boolean.TRUE.equals(wire.letInTrustDomains());
        if (letsInTrustDomains && wire.shared() == null) {
            problems.add(
                    FIELD + ".letInTrustDomains",
                    "needs " + FIELD
                            + ".shared: without a common root nobody can say which root signs for the other trust domains;"
                            + " set shared, or remove it and write the entries of caCertificates yourself");
        }
        return new Shared(root, Boolean.TRUE.equals(wire.autoRestartPods()), letsInTrustDomains);
    }

    /** Reads where a root comes from. */
    final class Roots {

        private static final int SMALLEST_KEY = 2048;
        private static final int LARGEST_KEY = 8192;
        private static final int WHOLE_BYTES = 8;
        private static final int MOST_DAYS = 36_500;
        private static final int MOST_GENERATIONS = 1_000_000;
        /** ub-organization-name of RFC 5280, appendix A.1. */
        private static final int LONGEST_ORGANISATION = 64;

        private Roots() {}

        private static Root from(VirtualMeshSpec.MtlsConfig.Shared.RootCertificateAuthority wire, Problems problems) {
            String field = FIELD + ".shared.rootCertificateAuthority";
            if (wire.generated() != null && wire.secret() != null) {
                problems.add(field, "sets generated and secret; set only one of them");
            } else if (wire.secret() != null) {
                Optional<Ref> secret = Wire.meshRef(wire.secret(), SECRET_FIELD, problems);
                if (secret.isPresent()) {
                    return new Root.Provided(secret.get());
                }
            } else if (wire.generated() != null) {
                return generated(wire.generated(), field + ".generated", problems);
            }
            return DEFAULT_ROOT;
        }

        private static Root generated(
                VirtualMeshSpec.MtlsConfig.Shared.RootCertificateAuthority.Generated wire,
                String field,
                Problems problems) {
            long days = number(wire.ttlDays());
            if (days > MOST_DAYS) {
                problems.add(field + ".ttlDays", "must be at most " + MOST_DAYS + ", but is " + days);
            }
            long bits = number(wire.rsaKeySizeBytes());
            if (bits != 0 && (bits < SMALLEST_KEY || bits > LARGEST_KEY || bits % WHOLE_BYTES != 0)) {
                problems.add(
                        field + ".rsaKeySizeBytes",
                        "counts bits in spite of its name and must be a multiple of " + WHOLE_BYTES + " from "
                                + SMALLEST_KEY + " to " + LARGEST_KEY + ", but is " + bits);
            }
            long generation = number(wire.generation());
            if (generation < 0 || generation > MOST_GENERATIONS) {
                problems.add(field + ".generation", "must be from 1 to " + MOST_GENERATIONS + ", but is " + generation);
            }
            String organisation = Wire.text(wire.orgName());
            if (organisation.length() > LONGEST_ORGANISATION
                    || organisation.codePoints().anyMatch(Character::isISOControl)
                    || !organisation.equals(organisation.strip())) {
                problems.add(
                        field + ".orgName",
                        "must have at most " + LONGEST_ORGANISATION
                                + " characters, without spaces around it and without control characters");
            }
            return new Root.Generated(
                    days == 0 ? DEFAULT_ROOT.days() : (int) Math.min(days, MOST_DAYS),
                    bits == 0 ? OptionalInt.empty() : OptionalInt.of((int) Math.min(bits, LARGEST_KEY)),
                    organisation.isEmpty() ? DEFAULT_ROOT.organisation() : organisation,
                    generation == 0 ? DEFAULT_ROOT.generation() : Math.clamp(generation, 1, MOST_GENERATIONS));
        }

        private static long number(@Nullable Long wire) {
            return wire == null ? 0 : wire;
        }
    }
}
