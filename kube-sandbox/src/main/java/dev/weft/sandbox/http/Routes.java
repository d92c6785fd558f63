// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.api.Answer;
import dev.weft.sandbox.api.Call;
import dev.weft.sandbox.api.Options;
import dev.weft.sandbox.api.Verbs;
import dev.weft.sandbox.auth.Attributes;
import dev.weft.sandbox.auth.Rbac;
import dev.weft.sandbox.auth.User;
import dev.weft.sandbox.hooks.Faults;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what a request is about, checks that its user may do it, has it done, and puts the answer into the asked form. */
public final class Routes {
    static final int LARGEST_BODY = 3 << 20;

    private final Verbs verbs;
    private final Catalog catalog;
    private final Rbac rbac;
    private final Faults faults;
    private final Discovery discovery;
    private final OpenApi openApi;

    public Routes(Verbs verbs, Catalog catalog, Rbac rbac, Faults faults, OpenApi openApi) {
        this.verbs = verbs;
        this.catalog = catalog;
        this.rbac = rbac;
        this.faults = faults;
        this.discovery = new Discovery(catalog);
        this.openApi = openApi;
    }

    /**
     * Answers a request.
     *
     * @throws Refusal what Kubernetes would answer instead
     */
    Response answer(Request request, User caller) {
        Target target = Target.of(request);
        User user = impersonated(request, caller);
        rbac.require(user, target.attributes(request));
        Optional<Faults.Effect> fault = faults.take(
                target.resource()
                        ? new Faults.Call(
                                user.name(), target.verb(), target.qualified(), target.namespace(), target.name())
                        : new Faults.Call(user.name(), target.verb(), "", "", ""));
        if (fault.isEmpty()) {
            return done(request, target, user);
        }
        return switch (fault.get()) {
            case Faults.Refuse refuse -> throw new Refusal(refuse.code(), refuse.reason(), refuse.message(), null);
            case Faults.BreakConnection broken -> new Response.Broken();
            case Faults.Delay delay -> {
                pause(delay);
                yield done(request, target, user);
            }
            case Faults.LoseAnswer lost -> {
                done(request, target, user);
                yield new Response.Broken();
            }
        };
    }

    private static void pause(Faults.Delay delay) {
        try {
            Thread.sleep(delay.pause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private User impersonated(Request request, User caller) {
        String name = request.header("impersonate-user");
        List<String> groups = request.headers().getOrDefault("impersonate-group", List.of());
        String uid = request.header("impersonate-uid");
        if (name.isEmpty()) {
            if (!groups.isEmpty() || !uid.isEmpty()) {
                throw Refusal.internal("requested impersonation without specifying a user name");
            }
            return caller;
        }
        String[] account = name.split(":");
        boolean serviceAccount = name.startsWith("system:serviceaccount:") && account.length == 4;
        rbac.require(
                caller,
                serviceAccount
                        ? new Attributes("impersonate", "", "serviceaccounts", account[2], account[3], "")
                        : new Attributes("impersonate", "", "users", "", name, ""));
        groups.forEach(group -> rbac.require(caller, new Attributes("impersonate", "", "groups", "", group, "")));
        List<String> all = new ArrayList<>(groups);
        if (serviceAccount && groups.isEmpty()) {
            all.addAll(List.of("system:serviceaccounts", "system:serviceaccounts:" + account[2]));
        }
        all.add(name.equals(User.ANONYMOUS.name()) ? "system:unauthenticated" : "system:authenticated");
        return new User(name, uid, all);
    }

    private Response done(Request request, Target target, User user) {
        return target.resource() ? resource(request, target, user) : path(target);
    }

    private Response path(Target target) {
        String path = target.path();
        if (path.equals("/openapi/v3") || path.startsWith("/openapi/v3/")) {
            return openApi.answer(path);
        }
        return switch (path) {
            case "/healthz", "/livez", "/readyz" -> Response.text(200, "ok");
            case "/version" -> Response.json(200, Discovery.version());
            default -> discovery.answer(path).orElseGet(() -> Response.text(404, "404 page not found\n"));
        };
    }

    private Response resource(Request request, Target target, User user) {
        Optional<Resource> found = catalog.find(target.apiVersion(), target.plural());
        if (found.isEmpty()) {
            if (discovery.serves(target.group())) {
                throw Refusal.noSuchResource();
            }
            return Response.text(404, "404 page not found\n");
        }
        Resource resource = found.get();
        checkShape(resource, target);
        Options options = new Options(request.query(), request.header("user-agent"));
        Call call = new Call(
                user,
                target.verb(),
                resource,
                target.namespace(),
                target.name(),
                target.subresource(),
                options,
                request.contentType(),
                request.body());
        View view = View.of(resource, request);
        if (call.verb().equals("watch")) {
            return new Response.Stream(verbs.watch(call), view::event);
        }
        return switch (verbs.answer(call)) {
            case Answer.One one -> Response.json(one.code(), view.one(one.json()), one.warnings());
            case Answer.Many many -> Response.json(200, view.many(many), List.of());
        };
    }

    /** Paths and methods that the kind does not have. */
    private static void checkShape(Resource resource, Target target) {
        boolean placed = !target.namespace().isEmpty();
        boolean named = !target.name().isEmpty();
        if ((placed && !resource.namespaced()) || (named && resource.namespaced() && !placed)) {
            throw Refusal.noSuchResource();
        }
        if (!target.subresource().isEmpty()) {
            boolean known = resource.subresources().contains(target.subresource());
            if (!known || target.verb().equals("watch")) {
                throw Refusal.noSuchResource();
            }
            boolean token = target.subresource().equals("token");
            boolean fits = token
                    ? target.verb().equals("create")
                    : List.of("get", "update", "patch").contains(target.verb());
            if (!fits) {
                throw Refusal.methodNotAllowed();
            }
            return;
        }
        boolean onCollection =
                List.of("list", "watch", "create", "deletecollection").contains(target.verb());
        boolean wrongPlace = named
                ? target.verb().equals("create")
                : List.of("update", "patch").contains(target.verb()) || !onCollection;
        boolean needsNamespace = target.verb().equals("create") || target.verb().equals("deletecollection");
        if (wrongPlace
                || !resource.verbs().contains(target.verb())
                || (resource.namespaced() && !placed && needsNamespace)) {
            throw Refusal.methodNotAllowed();
        }
    }

    /** The Status that answers a refusal. */
    static Response refused(Refusal refusal) {
        ObjectNode status = refusal.status();
        return Response.json(refusal.code(), status);
    }
}
