// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import dev.weft.sandbox.api.Verbs;
import dev.weft.sandbox.auth.Access;
import dev.weft.sandbox.auth.Authentication;
import dev.weft.sandbox.auth.Identity;
import dev.weft.sandbox.auth.Rbac;
import dev.weft.sandbox.auth.Reviews;
import dev.weft.sandbox.auth.ServerTls;
import dev.weft.sandbox.auth.ServiceAccountTokens;
import dev.weft.sandbox.auth.User;
import dev.weft.sandbox.gc.Controllers;
import dev.weft.sandbox.gc.LocalWrites;
import dev.weft.sandbox.hooks.Faults;
import dev.weft.sandbox.hooks.Transcript;
import dev.weft.sandbox.http.Front;
import dev.weft.sandbox.http.OpenApi;
import dev.weft.sandbox.http.Request;
import dev.weft.sandbox.http.Response;
import dev.weft.sandbox.http.Routes;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.store.FileJournal;
import dev.weft.sandbox.store.Journal;
import dev.weft.sandbox.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running API server. It listens on 127.0.0.1 from {@link #start} until {@link #close}. */
public final class Sandbox implements AutoCloseable {
    private final SandboxOptions options;
    private final Identity identity;
    private final Journal journal;
    private final Store store;
    private final Authentication authentication;
    private final Faults faults = new Faults();
    private final Transcript transcript = new Transcript();
    private final Controllers controllers;
    private final Front front;
    private final List<String> loadProblems;

    private Sandbox(SandboxOptions options, Identity identity, Journal journal) throws IOException {
        this.options = options;
        this.identity = identity;
        this.journal = journal;
        store = new Store(journal, options.history());
        Catalog catalog = new Catalog();
        Rbac rbac = new Rbac(store);
        // In this order: a kind is served before anybody else hears of its definition.
        store.listen(catalog::accept);
        store.listen(rbac::accept);
        catalog.load(store);
        ServiceAccountTokens accounts = new ServiceAccountTokens(identity.tokenKey(), store, options.clock());
        authentication = new Authentication(identity.adminToken(), accounts);
        Access access = new Access(new Reviews(authentication, rbac), accounts, rbac);
        Verbs verbs = new Verbs(store, catalog, options.clock(), access, options.watchBuffer());
        LocalWrites writes = new LocalWrites(verbs, catalog);
        boolean empty = store.revision() == 0;
        FirstObjects.create(store, options.clock());
        loadProblems = empty ? Seed.read(options.load()).restore(writes) : List.of();
        controllers = new Controllers(store, writes, identity, accounts);
        if (options.controllers()) {
            controllers.start();
        }
        Routes routes = new Routes(verbs, catalog, rbac, faults, new OpenApi(catalog, store));
        front = new Front(
                routes, authentication, transcript, options.port(), options.tls() ? ServerTls.context(identity) : null);
    }

    /**
     * Starts a server; it answers when this returns.
     *
     * @throws IOException when the port is taken, or the data folder cannot be used
     */
    public static Sandbox start(SandboxOptions options) throws IOException {
        // In the first server of a process the tables and the keys take their time, so both are made at once.
        Thread.ofVirtual().name("kube-sandbox-tables").start(FirstObjects::prepare);
        if (options.data().isEmpty()) {
            return new Sandbox(options, Identity.fresh(options.clock().instant()), Journal.none());
        }
        Journal journal = new FileJournal(options.data().get());
        try {
            Identity identity =
                    Identity.in(options.data().get(), options.clock().instant());
            return new Sandbox(options, identity, journal);
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /** {@code https://127.0.0.1:PORT} (or http). */
    public String url() {
        return (options.tls() ? "https" : "http") + "://127.0.0.1:" + front.port();
    }

    /** What could not be loaded, and why, one line each. */
    public List<String> loadProblems() {
        return List.copyOf(loadProblems);
    }

    public String name() {
        return options.name();
    }

    /** The CA, the administrator's token, and the key to issue client certificates with. */
    public Identity identity() {
        return identity;
    }

    /** A kubeconfig of the administrator: YAML with CA and token inside. */
    public String kubeconfig() {
        return kubeconfig(identity.adminToken());
    }

    /** A kubeconfig with another token. */
    public String kubeconfig(String token) {
        return Kubeconfigs.withToken(options.name(), url(), identity.authorityPem(), token);
    }

    /** Accepts a bearer token for a user from now on. */
    public void acceptToken(String token, String user, List<String> groups) {
        authentication.accept(token, new User(user, "", groups));
    }

    /** Faults for calls to come. */
    public Faults faults() {
        return faults;
    }

    /** The calls so far. */
    public Transcript transcript() {
        return transcript;
    }

    /** Forgets history: watches from older revisions and continued lists get 410. */
    public void compact() {
        store.compact();
    }

    /**
     * Breaks open watches.
     *
     * @param resource {@code group/plural} ({@code /pods}, {@code apps/deployments}); null for all
     */
    public void dropWatches(@Nullable String resource) {
        store.dropFeeds(resource);
    }

    /**
     * Does a request in this process, without a network, as the administrator. Watches only over the network.
     *
     * @param uri path and query, encoded
     * @param contentType of the body; may be empty
     */
    public LocalReply call(String method, String uri, String contentType, byte[] body) {
        Map<String, List<String>> headers =
                Map.of("content-type", List.of(contentType), "user-agent", List.of("kube-sandbox"));
        return switch (front.local(Request.of(method, uri, headers, body), User.ADMIN)) {
            case Response.Whole whole -> new LocalReply(whole.code(), whole.body());
            case Response.Stream stream -> {
                stream.watch().close();
                throw new IllegalArgumentException("a watch needs the network: " + uri);
            }
            case Response.Broken broken -> new LocalReply(0, new byte[0]);
        };
    }

    /** Ends all connections and gives the port back. */
    @Override
    public void close() {
        controllers.close();
        store.dropFeeds(null);
        front.close();
        journal.close();
    }
}
