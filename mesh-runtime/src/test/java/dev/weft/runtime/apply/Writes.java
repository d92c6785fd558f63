// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.MetadataKeys;
import dev.weft.runtime.output.Observed;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Question;
import dev.weft.runtime.step.Write;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Writes of one VirtualService. */
final class Writes {

    static final String PATH = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices";

    private static final MetadataKeys KEYS = new MetadataKeys(Set.of("owner"), Set.of(), Set.of());

    private Writes() {}

    static ObjectId id(String cluster, String name) {
        return new ObjectId(cluster, new GroupKind("networking.istio.io", "VirtualService"), "shop", name);
    }

    static Write.Create create(String cluster, String name) {
        return new Write.Create(output(cluster, name));
    }

    static Write.Replace replace() {
        return new Write.Replace(output("c1", "reviews"), observed());
    }

    static Write.Delete delete() {
        return new Write.Delete(observed());
    }

    static Write.Status status(String status, boolean whole) {
        ObjectId policy = new ObjectId("", new GroupKind("networking.mesh.gloo.solo.io", "TrafficPolicy"), "shop", "p");
        return new Write.Status(policy, "networking.mesh.gloo.solo.io/v1alpha2", json(status), whole);
    }

    /** As it is on the server, with what others put there. */
    static Write.Answer answer() {
        return new Write.Answer(
                new RawObject(id("c1", "reviews"), "networking.istio.io/v1", there(), "test"), new Question() {});
    }

    static ObjectNode there() {
        return json("""
                {"apiVersion":"networking.istio.io/v1","kind":"VirtualService",
                 "metadata":{"name":"reviews","namespace":"shop","uid":"u1","resourceVersion":"7",
                   "labels":{"owner":"gloo-mesh","team":"a"},"annotations":{"note":"keep"},
                   "finalizers":["example.com/x"],"ownerReferences":[{"uid":"o1"}]},
                 "spec":{"hosts":["old"]}}""");
    }

    static ObjectNode json(String text) {
        return CanonicalJson.object(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Observed observed() {
        return Observed.of(new RawObject(id("c1", "reviews"), "networking.istio.io/v1", there(), "test"), KEYS);
    }

    private static Rendered output(String cluster, String name) {
        byte[] bytes = CanonicalJson.bytes(json("""
                {"apiVersion":"networking.istio.io/v1","kind":"VirtualService",
                 "metadata":{"name":"%s","namespace":"shop","labels":{"owner":"gloo-mesh"}},
                 "spec":{"hosts":["new"]}}""".formatted(name)));
        return new Rendered(
                id(cluster, name), "networking.istio.io/v1", bytes, CanonicalJson.sha256(bytes), List.of(), List.of());
    }
}
