// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.sandbox.hooks.Faults.Refuse;
import dev.weft.sandbox.hooks.Faults.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code meshctl trust} shows, and asks for. */
class TrustCommandTest {

    private static final String VIRTUAL_MESHES =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/default/virtualmeshes";

    private static final Refuse CONFLICT = new Refuse(409, "Conflict", "the object has been modified");

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void start() throws Exception {
        servers = new TwoServers(folder);
        servers.installCrds();
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private void virtualMesh(String trust) {
        TwoServers.create(servers.management(), VIRTUAL_MESHES, """
                {"apiVersion":"networking.mesh.gloo.solo.io/v1alpha2","kind":"VirtualMesh",
                 "metadata":{"name":"vm"},"spec":{%s}}""".formatted(trust));
    }

    private String generation() throws Exception {
        return TwoServers.get(servers.management(), VIRTUAL_MESHES + "/vm")
                .at("/spec/mtlsConfig/shared/rootCertificateAuthority/generated")
                .toString();
    }

    @Test
    void rotateAsksForTheNextRootAndRollbackForTheOneBefore() throws Exception {
        virtualMesh(
                "\"mtlsConfig\":{\"shared\":{\"rootCertificateAuthority\":{\"generated\":{\"orgName\":\"ours\"}}}}");

        Meshctl.Run run = servers.onManagement("trust", "rotate", "vm", "-n", "default");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).startsWith("Asked for root 2 of VirtualMesh default/vm in place of root 1");
        assertThat(generation()).contains("\"orgName\":\"ours\"").contains("\"generation\":2");
        assertThat(servers.onManagement("trust", "rollback", "vm", "-n", "default")
                        .out())
                .startsWith("Asked for root 1 ");
        assertThat(generation()).contains("\"generation\":1");
    }

    /** The status tells each step of a rotation, and a way back that each of them stops would be none. */
    @Test
    void aStatusThatIsWrittenMeanwhileIsNoReasonToGiveUp() throws Exception {
        virtualMesh("\"mtlsConfig\":{\"shared\":{}}");
        servers.management().faults().add(Target.of("patch", "virtualmeshes"), CONFLICT, 0, 5);

        Meshctl.Run run = servers.onManagement("trust", "rotate", "vm", "-n", "default");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(generation()).contains("\"generation\":2");
    }

    @Test
    void whoeverAsksForAnotherRootMeanwhileIsNotOverruled() throws Exception {
        virtualMesh("\"mtlsConfig\":{\"shared\":{}}");
        AtomicBoolean first = new AtomicBoolean(true);
        servers.management().faults().decide(call -> {
            if (!call.verb().equals("patch") || !call.resource().equals("virtualmeshes") || !first.getAndSet(false)) {
                return Optional.empty();
            }
            servers.onManagement("trust", "rotate", "vm", "-n", "default");
            return Optional.of(CONFLICT);
        });

        Meshctl.Run run = servers.onManagement("trust", "rotate", "vm", "-n", "default");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("was changed meanwhile: it asks for root 2 now, not for root 1");
        assertThat(generation()).contains("\"generation\":2");
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        virtualMesh("\"mtlsConfig\":{\"shared\":{}}");

        assertThat(servers.onManagement("trust", "rotate", "vm", "-n", "default", "--dry-run")
                        .out())
                .startsWith("Would ask for root 2 ");
        assertThat(generation()).isEmpty();
    }

    @Test
    void whatCannotBeAskedForIsToldWithWhatCan() {
        assertThat(servers.onManagement("trust", "rotate", "vm", "-n", "default")
                        .err())
                .contains("There is no VirtualMesh default/vm");
        virtualMesh("\"mtlsConfig\":{\"shared\":{}}");
        Meshctl.Run first = servers.onManagement("trust", "rollback", "vm", "-n", "default");
        assertThat(first.code()).isEqualTo(1);
        assertThat(first.err()).contains("has its first root");
    }

    @Test
    void aRootOfAUserIsReplacedByNamingAnother() {
        virtualMesh("\"mtlsConfig\":{\"shared\":{\"rootCertificateAuthority\":"
                + "{\"secret\":{\"name\":\"root\",\"namespace\":\"default\"}}}}");

        assertThat(servers.onManagement("trust", "rotate", "vm", "-n", "default")
                        .err())
                .contains("is under a root of yours")
                .contains("Put the other root into another Secret");
    }

    @Test
    void statusShowsWhatEachClusterWasToldAndWhatIsSeenThere() throws Exception {
        write("mgmt/vm.yaml", """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: VirtualMesh
                metadata: {name: vm, namespace: gloo-mesh}
                spec: {mtlsConfig: {shared: {}}}
                status:
                  conditions: [{type: TrustShared, status: "False", reason: Signing, message: cluster west waits}]
                """);
        write("clusters/east/issued.yaml", """
                apiVersion: certificates.mesh.gloo.solo.io/v1alpha2
                kind: IssuedCertificate
                metadata:
                  name: istiod
                  namespace: gloo-mesh
                  generation: 3
                  annotations:
                    parents.networking.mesh.gloo.solo.io: '{"networking.mesh.gloo.solo.io/v1alpha2, Kind=VirtualMesh":[{"name":"vm","namespace":"gloo-mesh"}]}'
                spec:
                  trust: {bundle: REDACTED, signingRoot: 0123456789abcdef}
                status:
                  stored: {notAfter: "2031-01-01T00:00:00Z"}
                  evidence:
                    generation: 3
                    phase: TRUSTED
                    workloads: [{name: bookinfo/reviews, root: fedcba9876543210}]
                """);

        Meshctl.Run run = Meshctl.run(
                "trust", "status", "--snapshot", folder.resolve("snapshot").toString());

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out().replaceAll(" +", " "))
                .contains("gloo-mesh/vm east 01234567 cannot be read TRUSTED 2031-01-01T00:00:00Z"
                        + " bookinfo/reviews answers under root fedcba987654")
                .contains("gloo-mesh/vm: TrustShared=False (Signing): cluster west waits");
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve("snapshot").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
