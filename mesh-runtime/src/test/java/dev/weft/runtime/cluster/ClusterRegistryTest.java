// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClusterRegistryTest {

    private final List<String> events = new ArrayList<>();
    private final ClusterRegistry registry = new ClusterRegistry(new Opener());
    /** Happens once, while a cluster is being opened. */
    private Runnable during = () -> {};

    /** Writes down what it is asked for; goes on with other credentials, not with another server. */
    private final class Opener implements ClusterOpener {
        @Override
        public Opened open(Registration.Usable registration) {
            events.add("open " + registration.cluster() + " "
                    + registration.writer().server());
            Runnable now = during;
            during = () -> {};
            now.run();
            return new Cluster(registration);
        }

        @Override
        public void problem(String cluster, String problem) {
            if (!problem.isEmpty()) {
                events.add("problem " + cluster + ": " + problem);
            }
        }

        @Override
        public void forget(String cluster) {
            events.add("forget " + cluster);
        }
    }

    private final class Cluster implements ClusterOpener.Opened {
        private final Registration.Usable opened;

        private Cluster(Registration.Usable opened) {
            this.opened = opened;
        }

        @Override
        public boolean follow(Registration.Usable registration) {
            boolean follows =
                    registration.writer().server().equals(opened.writer().server());
            events.add((follows ? "follow " : "cannot follow ") + opened.cluster());
            return follows;
        }

        @Override
        public void forget() {
            events.add("clear " + opened.cluster());
        }

        @Override
        public void close() {
            events.add("close " + opened.cluster());
        }
    }

    @Test
    void aSecretOpensItsCluster() {
        registry.put(secret("c1", "https://one", "t"));

        assertThat(events).containsExactly("open c1 https://one");
    }

    @Test
    void aSecretThatSaysTheSameChangesNothing() {
        registry.put(secret("c1", "https://one", "t"));
        events.clear();

        registry.put(secret("c1", "https://one", "t"));

        assertThat(events).isEmpty();
    }

    @Test
    void rotatedCredentialsKeepWhatWasRead() {
        registry.put(secret("c1", "https://one", "t"));
        events.clear();

        registry.put(secret("c1", "https://one", "other"));

        assertThat(events).containsExactly("follow c1");
    }

    @Test
    void anotherServerUnderTheNameIsOpenedAfterTheOldOneIsCleared() {
        registry.put(secret("c1", "https://one", "t"));
        events.clear();

        registry.put(secret("c1", "https://two", "t"));

        assertThat(events).containsExactly("cannot follow c1", "clear c1", "open c1 https://two");
    }

    @Test
    void aSecretThatGoesTakesItsClusterAlong() {
        registry.put(secret("c1", "https://one", "t"));
        registry.put(secret("c2", "https://two", "t"));
        events.clear();

        registry.gone(id("c1"));
        registry.gone(id("never-registered"));

        assertThat(events).containsExactly("clear c1", "forget c1");
    }

    @Test
    void aSecretThatBecomesUnusableKeepsTheClusterOpen() {
        registry.put(secret("c1", "https://one", "t"));
        events.clear();

        registry.put(secret("c1", "http://one", "t"));

        assertThat(events).singleElement().asString().startsWith("problem c1: Secret gloo-mesh/c1 data.kubeconfig");
    }

    @Test
    void aSecretThatBecomesUsableAgainGoesOn() {
        registry.put(secret("c1", "https://one", "t"));
        registry.put(secret("c1", "http://one", "t"));
        events.clear();

        registry.put(secret("c1", "https://one", "t"));

        assertThat(events).containsExactly("follow c1");
    }

    @Test
    void aClusterThatWasNeverOpenedIsForgottenToo() {
        registry.put(secret("bad", "http://one", "t"));
        events.clear();

        registry.gone(id("bad"));

        assertThat(events).containsExactly("forget bad");
    }

    @Test
    void aNameThatIsNoDnsLabelIsRefused() {
        registry.put(secret("Not.A.Label", "https://one", "t"));

        assertThat(events)
                .singleElement()
                .asString()
                .contains("problem Not.A.Label", "63 lower-case letters", "another name");
    }

    @Test
    void aSecretWithoutKubeconfigIsNamed() {
        RawObject secret = secret("c1", "https://one", "t");
        secret.body().withObject("/data").remove("kubeconfig");

        registry.put(secret);

        assertThat(events).singleElement().asString().contains("has no data.kubeconfig", "meshctl cluster register");
    }

    @Test
    void theReaderIsTheWriterWhereThereIsNoOther() {
        RawObject secret = secret("c1", "https://one", "writer");
        assertThat(Registration.of(secret))
                .isInstanceOfSatisfying(
                        Registration.Usable.class,
                        usable -> assertThat(usable.reader()).isEqualTo(usable.writer()));
        secret.body().withObject("/data").put("kubeconfig.reader", kubeconfig("https://one", "reader"));

        assertThat(Registration.of(secret))
                .isInstanceOfSatisfying(
                        Registration.Usable.class,
                        usable -> assertThat(usable.reader()).isNotEqualTo(usable.writer()));
    }

    @Test
    void closingClosesAllAndOpensNoMore() {
        registry.put(secret("c1", "https://one", "t"));
        events.clear();

        registry.close();
        registry.put(secret("c2", "https://two", "t"));

        assertThat(events).containsExactly("close c1");
    }

    /** Whoever waits for the registry's lock while a cluster takes long to open would never be done. */
    @Test
    @Timeout(30)
    void whatComesWhileAClusterIsBeingOpenedIsDoneAfterIt() throws Exception {
        during = () -> {
            Thread other = Thread.ofVirtual().start(() -> {
                registry.put(secret("c2", "https://two", "t"));
                registry.gone(id("c1"));
            });
            join(other);
            events.add("opened c1");
        };

        registry.put(secret("c1", "https://one", "t"));

        assertThat(events)
                .containsExactly("open c1 https://one", "opened c1", "open c2 https://two", "clear c1", "forget c1");
    }

    @Test
    void aClusterThatCannotBeOpenedStopsNoOtherAndIsTriedWhenItsSecretIsReadAgain() {
        during = () -> {
            throw new IllegalStateException("a defect");
        };
        assertThatThrownBy(() -> registry.put(secret("c1", "https://one", "t"))).hasMessage("a defect");
        events.clear();

        registry.put(secret("c2", "https://two", "t"));
        registry.put(secret("c1", "https://one", "t"));

        assertThat(events).containsExactly("open c2 https://two", "open c1 https://one");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectId id(String name) {
        return new ObjectId(ObjectId.MANAGEMENT, new GroupKind("", "Secret"), "gloo-mesh", name);
    }

    private static RawObject secret(String name, String server, String token) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("data").put("kubeconfig", kubeconfig(server, token));
        return new RawObject(id(name), "v1", body, "test");
    }

    private static String kubeconfig(String server, String token) {
        String yaml = """
                {current-context: c, clusters: [{name: c, cluster: {server: '%s'}}],
                 contexts: [{name: c, context: {cluster: c, user: c}}], users: [{name: c, user: {token: '%s'}}]}
                """.formatted(server, token);
        return Base64.getEncoder().encodeToString(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
