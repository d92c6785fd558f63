// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pod that runs: its objects, its proxy and, for a server, its app. */
public final class Workload implements AutoCloseable {

    private final Pod pod;
    private final PodAddresses addresses;
    private final PodObjects objects;
    private final Proxy proxy;
    private final KubeProxy services;
    private @Nullable EchoApp app;

    Workload(Proxy.Parts parts, Pod pod, LabAddresses lab, KubeProxy services) throws IOException {
        this.pod = pod;
        this.addresses = PodAddresses.of(pod.role(), lab);
        this.objects = new PodObjects(parts.objects(), pod, addresses);
        this.proxy = new Proxy(parts, pod, addresses.own(), lab);
        this.services = services;
    }

    /** Starts it; {@link #awaitReady} waits. */
    void start() throws IOException, ApiException, InterruptedException {
        objects.write();
        if (pod.role().isServer()) {
            app = EchoApp.start(pod.name(), addresses.own(), PodObjects.APP_PORT);
        }
        proxy.start();
        services.add(pod, addresses.own());
    }

    void awaitReady() throws InterruptedException {
        proxy.awaitReady();
    }

    /**
     * The certificates that the proxy of a sidecar shows to other proxies, its own first.
     *
     * @throws IOException when it does not answer
     */
    public List<X509Certificate> shown() throws IOException {
        return Handshake.with(addresses.own(), PodObjects.port(pod.role()), "istio");
    }

    public Pod pod() {
        return pod;
    }

    /** Where its proxy listens for others. */
    public String address() {
        return addresses.own();
    }

    /** Where its proxy takes the requests of its own app. */
    public String outbound() {
        return addresses.outbound();
    }

    /** Where the proxy of a gateway listens as well, as if a second load balancer were in front of it. */
    public String otherAddress() {
        return addresses.other();
    }

    /** And a port of {@code localhost} on which it does so, as if there were a third, known by its name. */
    public int localPort() {
        return addresses.localPort();
    }

    /** What answers behind the proxy of a server. */
    public EchoApp app() {
        if (app == null) {
            throw new IllegalStateException(pod.name() + " has no app, or does not run");
        }
        return app;
    }

    /**
     * A request that the app of a client sends through its proxy.
     *
     * @param app name of a Service of the same namespace
     * @param port of the Service, 9080 or 9090
     */
    public HttpCall call(String app, int port, String path) {
        return HttpCall.get(addresses.outbound(), port, path)
                .with("host", app + "." + pod.namespace() + ".svc.cluster.local:" + port);
    }

    /** Likewise on the port 9080. */
    public HttpCall call(String app, String path) {
        return call(app, PodObjects.SERVICE_PORTS.getFirst(), path);
    }

    /** A request that the app of a client sends through its proxy to the Service of another cluster, on the port 9080. */
    public HttpCall callOn(String cluster, String app, String path) {
        int port = PodObjects.SERVICE_PORTS.getFirst();
        return HttpCall.get(addresses.outbound(), port, path)
                .with("host", app + "." + pod.namespace() + ".svc." + cluster + ".global:" + port);
    }

    /** A request in plain text that goes around the client's proxy straight to where the proxy of this server listens. */
    public HttpCall bypassing(String path) {
        return HttpCall.get(addresses.own(), PodObjects.SERVICE_PORTS.getFirst(), path);
    }

    /**
     * The proxy of a client also takes connections for one host of TCP.
     *
     * @param host {@code NAMESPACE/HOST}, as a Sidecar names it
     */
    public void listenFor(int port, String host) throws ApiException, InterruptedException {
        objects.listenFor(port, host);
    }

    /** It does so no longer. */
    public void listenAsBefore() throws ApiException, InterruptedException {
        objects.listenAsBefore();
    }

    /** An answer of Envoy's administration, for example of {@code /config_dump}. */
    public String admin(String path) throws IOException {
        return proxy.admin(path);
    }

    /** A new pod with a new proxy; the app goes on. */
    void roll() throws IOException, ApiException, InterruptedException {
        objects.endPod();
        proxy.restart();
        objects.replacePod();
    }

    /** The pod is lost: its processes are killed and its objects go. */
    public void remove() throws IOException, ApiException, InterruptedException {
        objects.removePod();
        services.remove(pod);
        proxy.kill();
        close();
    }

    /** Likewise, and nothing of its workload is left. */
    void withdraw() throws IOException, ApiException, InterruptedException {
        remove();
        objects.removeWorkload();
    }

    /** The pod ends in good order, as when its Deployment is scaled down, and its objects go. */
    public void leave() throws IOException, ApiException, InterruptedException {
        objects.removePod();
        services.remove(pod);
        proxy.end();
        close();
    }

    /** A pod that is gone is there again, at its address, and ready. */
    public void comeBack() throws IOException, ApiException, InterruptedException {
        start();
        awaitReady();
    }

    @Override
    public void close() {
        if (app != null) {
            app.close();
        }
    }
}
