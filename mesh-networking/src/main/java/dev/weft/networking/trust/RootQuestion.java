// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.trust;

import dev.weft.runtime.step.Question;

/** A root is to be there, before anybody asks for a certificate under it: it has to be trusted first. */
public record RootQuestion(RequestQuestion.Signer.Generated signer) implements Question {}
