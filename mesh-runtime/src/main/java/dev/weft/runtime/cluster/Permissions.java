// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.step.ClusterView.Denial;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What an identity may not do. The server is asked for each right (SelfSubjectAccessReview): a SelfSubjectRulesReview knows one namespace
 * and cannot say whether a right holds in all of them.
 */
public final class Permissions {

    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private Permissions() {}

    /**
     * Asks for one right.
     *
     * @throws ApiException when the server cannot be asked
     */
    public static boolean allows(KubeApi api, Right right) throws ApiException, InterruptedException {
        return api.call(ApiCall.post(REVIEWS, review(right)))
                .at("/status/allowed")
                .asBoolean(false);
    }

    /**
     * Asks for each right, one after the other.
     *
     * @return what is denied, ordered, each once
     * @throws ApiException when the server cannot be asked; then nothing is known
     */
    public static List<Denial> denials(KubeApi api, Collection<Right> needs) throws ApiException, InterruptedException {
        TreeSet<Denial> denials = new TreeSet<>();
        for (Right need : needs) {
            if (!allows(api, need)) {
                denials.add(new Denial(need.verb(), need.what()));
            }
        }
        return List.copyOf(denials);
    }

    private static ObjectNode review(Right right) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
        ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
        attributes.put("verb", right.verb()).put("group", right.group()).put("resource", right.resource());
        if (!right.subresource().isEmpty()) {
            attributes.put("subresource", right.subresource());
        }
        if (!right.namespace().isEmpty()) {
            attributes.put("namespace", right.namespace());
        }
        return review;
    }
}
