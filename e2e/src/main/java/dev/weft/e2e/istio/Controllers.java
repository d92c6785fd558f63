// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Has kubelet and Deployment controller of a cluster look again and again, until closed. */
final class Controllers implements AutoCloseable {

    private static final long PAUSE_NANOS = 150_000_000;

    private final Kubelet kubelet;
    private final DeploymentController deployments;
    private final Thread thread;
    private volatile boolean closed;

    private Controllers(Kubelet kubelet, DeploymentController deployments) {
        this.kubelet = kubelet;
        this.deployments = deployments;
        this.thread = Thread.ofVirtual().unstarted(this::run);
    }

    static Controllers start(Kubelet kubelet, DeploymentController deployments) {
        Controllers controllers = new Controllers(kubelet, deployments);
        controllers.thread.start();
        return controllers;
    }

    private void run() {
        while (!closed) {
            try {
                kubelet.sync();
                deployments.step();
            } catch (ApiException | IOException e) {
                // The server is cut off, or has too much to do: looked at again.
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        closed = true;
        deployments.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
