// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

/** What a {@link ClusterRegistry} does with the clusters that it finds. Called by one thread at a time; must not wait for a cluster. */
public interface ClusterOpener {

    /** Opens a cluster. */
    Opened open(Registration.Usable registration);

    /** A cluster is registered and cannot be opened. */
    void problem(String cluster, String problem);

    /** A cluster that was registered, opened or not, is registered no longer. */
    void forget(String cluster);

    /** An opened cluster. */
    interface Opened {

        /**
         * The registration has changed.
         *
         * @return whether it goes on with that; otherwise it is to be closed and opened anew, because it may be another cluster
         */
        boolean follow(Registration.Usable registration);

        /** Ends because it is no longer registered, or is to be opened anew; all that was read of it is gone. */
        void forget();

        /** Ends because the process does; what was read stays as it is. */
        void close();
    }
}
