// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.VirtualMeshFact;
import dev.weft.networking.rules.Problem;
import dev.weft.networking.rules.TrustRules;
import dev.weft.runtime.ref.Ref;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** The Secret of the management cluster whose key signs for a VirtualMesh. */
public final class SignerSecret {

    private static final int LONGEST_NAME = 253;
    /** What istiod reads, on each cluster; no root is to be where an intermediate belongs. */
    private static final String ISTIOD_READS = "cacerts";

    private static final String ISTIO_NAMESPACE = "istio-system";

    private static final Pattern GENERATION = Pattern.compile("(\\.[1-9][0-9]{0,6})?");

    private SignerSecret() {}

    /** Its name, whether it is there or not. */
    public static Ref of(Ref virtualMesh, TrustRules.Root root, String installNamespace) {
        return switch (root) {
            case TrustRules.Root.Generated generated ->
                new Ref(installNamespace, made(virtualMesh) + suffix(generated.generation()));
            case TrustRules.Root.Provided provided -> provided.secret();
        };
    }

    /** Whether the plane gives this name to a root that it makes for a VirtualMesh, now or at another time. */
    public static boolean isMadeFor(Ref virtualMesh, Ref secret, String installNamespace) {
        String name = made(virtualMesh);
        return secret.namespace().equals(installNamespace)
                && secret.name().startsWith(name)
                && GENERATION.matcher(secret.name().substring(name.length())).matches();
    }

    private static String made(Ref virtualMesh) {
        return virtualMesh.name() + "." + virtualMesh.namespace();
    }

    private static String suffix(int generation) {
        return generation == 1 ? "" : "." + generation;
    }

    /**
     * What is wrong with its name. Who may write a VirtualMesh must not thereby sign with the key of somebody else, so that only Secrets of
     * the VirtualMesh's own namespace and of the plane's count.
     */
    static List<Problem> problems(
            VirtualMeshFact virtualMesh, Collection<String> istioNamespaces, String installNamespace) {
        if (!(virtualMesh.rules().trust() instanceof TrustRules.Shared shared)) {
            return List.of();
        }
        Ref owner = virtualMesh.meta().ref();
        Ref secret = of(owner, shared.root(), installNamespace);
        if (shared.root() instanceof TrustRules.Root.Generated) {
            return secret.name().length() <= LONGEST_NAME
                    ? List.of()
                    : List.of(new Problem(
                            TrustRules.FIELD,
                            "needs a Secret named " + secret.name() + ", which is longer than " + LONGEST_NAME
                                    + " characters; give the VirtualMesh a shorter name"));
        }
        if (!List.of(owner.namespace(), installNamespace).contains(secret.namespace())) {
            return List.of(new Problem(
                    TrustRules.SECRET_FIELD,
                    "names a Secret of namespace " + secret.namespace()
                            + "; put it into the namespace of the VirtualMesh (" + owner.namespace()
                            + ") or of the plane (" + installNamespace + ") and name it there"));
        }
        boolean isIstiods = secret.name().equals(ISTIOD_READS)
                && (secret.namespace().equals(ISTIO_NAMESPACE) || istioNamespaces.contains(secret.namespace()));
        return isIstiods
                ? List.of(new Problem(
                        TrustRules.SECRET_FIELD,
                        "names " + secret
                                + ", which is the Secret that istiod reads its own authority from; put the root"
                                + " into a Secret of another name"))
                : List.of();
    }
}
