// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what a release of Istio has against an object: the schemas of its CustomResourceDefinitions, and the checks of its webhook that no
 * schema holds.
 */
public final class IstioJudge {

    private final IstioSchemas schemas;

    private IstioJudge(IstioSchemas schemas) {
        this.schemas = schemas;
    }

    /** Takes about a second. Empty where its definitions cannot be fetched because there is no Go. */
    public static Optional<IstioJudge> of(IstioRelease release) {
        return release.definitions().map(IstioSchemas::of).map(IstioJudge::new);
    }

    /** Whether an object is one of Istio's own kinds; others are for other judges. */
    public static boolean isIstio(JsonNode object) {
        String apiVersion = object.path("apiVersion").asText();
        return apiVersion.contains(".istio.io/");
    }

    /** Rules of the schemas that cannot be evaluated here; should be empty. */
    public List<String> rulesNotEvaluated() {
        return schemas.rulesNotEvaluated();
    }

    /** Complaints about an object, each with the path of its field; empty when Istio takes it. */
    public List<String> complaints(JsonNode object) {
        List<String> complaints = new ArrayList<>(schemas.complaints(object));
        complaints.addAll(webhook(object));
        return complaints;
    }

    /** What the webhook says, which is the same in all releases. */
    static List<String> webhook(JsonNode object) {
        Complaints complaints = new Complaints();
        JsonNode spec = object.path("spec");
        switch (object.path("kind").asText()) {
            case "VirtualService" -> new VirtualServiceRules(complaints).check(spec);
            case "DestinationRule" -> new DestinationRuleRules(complaints).check(spec);
            case "AuthorizationPolicy" -> new AuthorizationPolicyRules(complaints).check(spec);
            case "ServiceEntry" -> new ServiceEntryRules(complaints).check(spec);
            case "Gateway" ->
                new GatewayRules(complaints)
                        .check(object.path("metadata").path("name").asText(), spec);
            default -> complaints.add("kind", "the rules of this kind are not written down in IstioJudge");
        }
        return complaints.all();
    }
}
