// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.GroupKind;
import java.util.List;
import java.util.Optional;

/** What one API server serves. */
@FunctionalInterface
public interface ServedKinds {

    /**
     * Asks the server itself, not a memory of it: a kind may have been installed a moment ago.
     *
     * @return the first of {@code versions} that is served; empty only when the server says that it serves none of them
     * @throws ApiException when the server did not say
     */
    Optional<ResourceType> find(GroupKind kind, List<String> versions) throws ApiException, InterruptedException;
}
