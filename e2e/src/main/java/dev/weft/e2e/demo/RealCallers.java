// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.demo;

import dev.weft.e2e.istio.EchoApp;
import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.Workload;
import dev.weft.meshctl.demo.Callers;
import java.io.IOException;

/** Sends requests through the Envoys of a lab. */
record RealCallers(MeshLab lab) implements Callers {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int PORT = 9080;

    @Override
    public Answer send(Request request) throws IOException {
        HttpCall call = HttpCall.get(host(request), port(request), request.path())
                .method(request.method())
                .with("host", request.host());
        for (var header : request.headers().entrySet()) {
            call = call.with(header.getKey(), header.getValue());
        }
        HttpAnswer answer = call.send();
        if (answer.status() != OK) {
            return new Answer(answer.status(), "", "");
        }
        Seen seen = Seen.in(answer);
        return new Answer(answer.status(), seen.app(), seen.caller());
    }

    @Override
    public void fail(String cluster, String workload, boolean fails) {
        EchoApp app = lab.cluster(cluster).workload(workload).app();
        if (fails) {
            app.answer(request -> EchoApp.Reply.of(UNAVAILABLE));
        } else {
            app.reset();
        }
    }

    @Override
    public String curl(Request request) {
        StringBuilder command = new StringBuilder("curl -s");
        if (!request.method().equals("GET")) {
            command.append(" -X ").append(request.method());
        }
        command.append(" -H 'Host: ").append(request.host()).append('\'');
        request.headers()
                .forEach((name, value) -> command.append(" -H '")
                        .append(name)
                        .append(": ")
                        .append(value)
                        .append('\''));
        return command + " http://" + host(request) + ":" + port(request) + request.path();
    }

    private Workload client(Request request) {
        return lab.cluster(request.cluster()).workload(request.workload());
    }

    private String host(Request request) {
        return client(request).outbound();
    }

    private static int port(Request request) {
        return request.workload().equals(DemoSetup.INGRESS) ? DemoSetup.GATEWAY_PORT : PORT;
    }
}
