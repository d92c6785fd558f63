// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.smi;

import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the outputs of a service are called; all are in its namespace. */
public final class SmiNames {

    private static final int LONGEST = 253;
    private static final int HASH = 16;

    private SmiNames() {}

    static ObjectId split(DestinationRef service) {
        return new ObjectId(service.cluster(), SmiKinds.TRAFFIC_SPLIT, service.namespace(), service.name());
    }

    static ObjectId target(DestinationRef service, Ref policy) {
        return access(service, policy, SmiKinds.TRAFFIC_TARGET);
    }

    static ObjectId routes(DestinationRef service, Ref policy) {
        return access(service, policy, SmiKinds.HTTP_ROUTE_GROUP);
    }

    static ObjectId ports(DestinationRef service, Ref policy) {
        return access(service, policy, SmiKinds.TCP_ROUTE);
    }

    /** All outputs that an AccessPolicy can have on a service. */
    public static List<ObjectId> access(DestinationRef service, Ref policy) {
        return List.of(target(service, policy), routes(service, policy), ports(service, policy));
    }

    /** Whether an object of this id can be an output of the service, of whichever policy. */
    public static boolean belongsTo(ObjectId id, DestinationRef service) {
        return SmiKinds.WRITTEN.contains(id.kind())
                && id.cluster().equals(service.cluster())
                && id.namespace().equals(service.namespace())
                && (id.name().equals(service.name()) || id.name().startsWith(service.name() + "."));
    }

    /**
     * {@code service.policy.namespace}, which two policies or services never share: neither a service nor a namespace has a dot. A name
     * that Kubernetes would refuse for its length ends with a hash instead.
     */
    private static ObjectId access(DestinationRef service, Ref policy, GroupKind kind) {
        String name = service.name() + "." + policy.name() + "." + policy.namespace();
        if (name.length() > LONGEST) {
            String hash =
                    CanonicalJson.sha256(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH);
            name = name.substring(0, LONGEST - HASH - 2) + "-x" + hash;
        }
        return new ObjectId(service.cluster(), kind, service.namespace(), name);
    }
}
