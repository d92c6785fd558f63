// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.output.Observed;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;

/** Something to be written (house rule 3.8). None takes effect when the object is not the one that was read (I6). */
public sealed interface Write {

    /** What is written. */
    ObjectId id();

    /** A new object, by POST. An object that exists already stays as it is. */
    record Create(Rendered output) implements Write {
        @Override
        public ObjectId id() {
            return output.id();
        }
    }

    /** A whole object over one that was read, by PUT with its resourceVersion; what others put into its metadata is kept. */
    record Replace(Rendered output, Observed observed) implements Write {
        @Override
        public ObjectId id() {
            return output.id();
        }
    }

    /** An object away, by DELETE with uid and resourceVersion as preconditions. */
    record Delete(Observed observed) implements Write {
        @Override
        public ObjectId id() {
            return observed.id();
        }
    }

    /**
     * The status of an object, by server-side apply to its status subresource under the field manager of this operator.
     *
     * @param apiVersion to write it in
     * @param status what we say; of its {@code conditions} those of other writers stay
     * @param whole whether nobody else writes anything there but conditions, so that other fields which are not in {@code status} go
     */
    record Status(ObjectId id, String apiVersion, ObjectNode status, boolean whole) implements Write {}

    /**
     * The status of an object that asks something, by PUT to its status subresource with the uid and resourceVersion that were read. What
     * to say is found out when the write is made.
     *
     * @param asked as it was read
     */
    record Answer(RawObject asked, Question question) implements Write {
        @Override
        public ObjectId id() {
            return asked.id();
        }
    }
}
