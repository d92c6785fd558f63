// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.step.ClusterView.Denial;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What an identity may not do. The server is asked for each need (SelfSubjectAccessReview): a SelfSubjectRulesReview knows one namespace
 * and cannot say whether a right holds in all of them.
 */
public final class Permissions {

    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private Permissions() {}

    /**
     * A right that is needed.
     *
     * @param verb as RBAC knows it: get, list, watch, create, update, patch, delete
     * @param subresource for example {@code status}; empty for the object itself
     * @param namespace empty for all namespaces
     */
    public record Need(String verb, ResourceType type, String subresource, String namespace) {

        public static Need of(String verb, ResourceType type) {
            return new Need(verb, type, "", "");
        }

        private Denial denial() {
            String resource = subresource.isEmpty() ? type.plural() : type.plural() + "/" + subresource;
            return new Denial(verb, type.group().isEmpty() ? resource : resource + "." + type.group());
        }

        private ObjectNode review() {
            ObjectNode review = JsonNodeFactory.instance.objectNode();
            review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
            ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
            attributes.put("verb", verb).put("group", type.group()).put("version", type.version());
            attributes.put("resource", type.plural());
            if (!subresource.isEmpty()) {
                attributes.put("subresource", subresource);
            }
            if (!namespace.isEmpty()) {
                attributes.put("namespace", namespace);
            }
            return review;
        }
    }

    /**
     * Asks for each need, one after the other.
     *
     * @return what is denied, ordered, each once
     * @throws ApiException when the server cannot be asked; then nothing is known
     */
    public static List<Denial> denials(KubeApi api, Collection<Need> needs) throws ApiException, InterruptedException {
        TreeSet<Denial> denials = new TreeSet<>();
        for (Need need : needs) {
            ObjectNode review = api.call(ApiCall.post(REVIEWS, need.review()));
            if (!review.at("/status/allowed").asBoolean(false)) {
                denials.add(need.denial());
            }
        }
        return List.copyOf(denials);
    }
}
