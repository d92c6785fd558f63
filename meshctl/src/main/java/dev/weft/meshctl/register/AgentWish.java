// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import dev.weft.discovery.detect.ImageName;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a registration is to do for the cert-agent of the cluster.
 *
 * @param kinds apply the definitions that it works with
 * @param image to install it from; empty when it is not to be installed
 * @param namespace where it is, or is to be; empty when registration is to find out
 * @param istioNamespaces where istiod runs; empty when registration is to find out
 */
public record AgentWish(
        boolean kinds, Optional<String> image, Optional<String> namespace, SortedSet<String> istioNamespaces) {

    /** Where an agent is put when nothing speaks for another place: a namespace of its own, with no Secrets of others in it. */
    public static final String NAMESPACE = "weft-agent";

    /** Neither kinds nor agent. */
    public static final AgentWish NOTHING =
            new AgentWish(false, Optional.empty(), Optional.empty(), Collections.emptySortedSet());

    /** The kinds alone. */
    public static final AgentWish KINDS =
            new AgentWish(true, Optional.empty(), Optional.empty(), Collections.emptySortedSet());

    /** @throws IllegalArgumentException naming the flag that is wrong */
    public AgentWish {
        istioNamespaces = Collections.unmodifiableSortedSet(new TreeSet<>(istioNamespaces));
        namespace.ifPresent(named -> RegistrationRequest.checkNamespace("--agent-namespace", named));
        istioNamespaces.forEach(named -> RegistrationRequest.checkNamespace("--istio-namespace", named));
        image.ifPresent(AgentWish::checkImage);
        if (image.isEmpty() && !istioNamespaces.isEmpty()) {
            throw new IllegalArgumentException(
                    "--istio-namespace is for an agent that is installed; leave --no-agent out");
        }
    }

    private static void checkImage(String image) {
        ImageName name = ImageName.of(image);
        if (name.lastPart().isEmpty() || image.chars().anyMatch(letter -> letter <= ' ')) {
            throw new IllegalArgumentException("--agent-image must be the name of an image, not '" + image + "'");
        }
    }

    /** Whether the agent is to be installed. */
    boolean installs() {
        return image.isPresent();
    }
}
