// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import java.util.List;

/**
 * Something that the meshes of a VirtualMesh need for calls between them.
 *
 * @param reason one word, in CamelCase
 * @param texts what is missing, where, and what to do, in a fixed order; one text about the whole where nothing is
 */
public record FederationCheck(Subject subject, Answer answer, String reason, List<String> texts) {

    /** What is looked at; names are those of the conditions. */
    public enum Subject {
        CLUSTER_DOMAINS("ClusterDomainsKnown"),
        GATEWAYS("GatewaysUsable"),
        GLOBAL_NAMES("GlobalNamesResolved"),
        SUBSETS("SubsetsPresent"),
        /** Told wrong only where the VirtualMesh asks for it, so {@code Ready} tells it too. */
        TRUST("TrustShared"),
        VERSIONS("VersionsSupported");

        private final String condition;

        Subject(String condition) {
            this.condition = condition;
        }

        public String condition() {
            return condition;
        }
    }

    /** Whether it is there. */
    public enum Answer {
        YES,
        /** Not before somebody does something. */
        NO,
        /** The plane and the agents are about it. */
        NOT_YET,
        /** Nobody can tell. */
        UNKNOWN
    }

    public FederationCheck {
        texts = List.copyOf(texts);
    }

    static FederationCheck yes(Subject subject, String reason, String text) {
        return new FederationCheck(subject, Answer.YES, reason, List.of(text));
    }
}
