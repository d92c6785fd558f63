// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

/** Names that this agent and the one of the reference give: types of Secrets, their entries, labels; and annotations of ours. */
public final class Marks {

    /** Of every object that an agent has made; the value is the agent's namespace. */
    public static final String OWNER_LABEL = "agent.certificates.mesh.gloo.solo.io";
    /** As well, where the agent knows the name of its cluster. */
    public static final String CLUSTER_LABEL = "agent.networking.mesh.gloo.solo.io";
    /** As well: the writer of the reference puts it on whatever is written on its own cluster. */
    public static final String LOCAL_LABEL = "cluster.multicluster.solo.io";

    /** Type of the Secret that holds a key whose certificate is not here yet. */
    public static final String KEY_TYPE = "certificates.mesh.gloo.solo.io/generated_private_key";
    /** Its entry. */
    public static final String KEY_ENTRY = "private-key";
    /** Type of the Secret that istiod reads. */
    public static final String ISSUED_TYPE = "certificates.mesh.gloo.solo.io/issued_certificate";
    /** The one name that istiod reads. */
    public static final String CA_CERTS = "cacerts";

    /** Which IssuedCertificate an object was made for: its uid, and a hash of what a certificate is made of. */
    public static final String ISSUED_FOR = "weft.dev/issued-for";
    /** Which issuance a stored certificate is of; a renewal keeps it. On pods: the issuance that they were restarted for. */
    public static final String ISSUANCE = "weft.dev/issuance";
    /**
     * On a PodBounceDirective: it is followed by itself, for no certificate, as somebody has asked for it. On what was restarted for it: its
     * uid. Another one than {@link #ISSUANCE}, so that neither undoes what the other has done.
     */
    public static final String RESTART = "weft.dev/restart";
    /** When it was stored. */
    public static final String STORED_AT = "weft.dev/stored-at";

    /** On a Secret that an agent has replaced because it was told to: the fingerprint of the first root that it had; and on the backup of it. */
    public static final String TAKEN_OVER = "weft.dev/taken-over";
    /** Where what was replaced is kept. */
    public static final String BACKUP = CA_CERTS + ".before-weft";
    /** The type that most Secrets have. */
    public static final String OPAQUE = "Opaque";

    private Marks() {}
}
