// SPDX-License-Identifier: Apache-2.0

/**
 * What Istio's clients and gateways make of the objects of several clusters: {@link dev.weft.testkit.federation.IstioFederation} follows a
 * request from a pod to the pods that answer it, over clusters. It is written from Istio's source and from what running Envoys did, and
 * knows nothing of the translator. The model leaves out what a request or an answer contains, PeerAuthentication (an arrival without SNI
 * is one in plain text), which roots are trusted, and how a client learns the address of a host.
 */
@NullMarked
package dev.weft.testkit.federation;

import org.jspecify.annotations.NullMarked;
