// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.validate;

import dev.weft.runtime.status.FindingCode;
import dev.weft.runtime.status.Severity;

/** The findings that the plane cannot have, because an API server stands before it. */
public enum ValidationFinding implements FindingCode {
    KIND_NOT_SERVED(
            "KindNotServed",
            "An object is of one of our API groups, in a version or of a kind that this version of Weft does not serve.",
            "Correct apiVersion and kind."),
    NOT_OURS(
            "NotOurs",
            "An object is of no kind of Weft, and --strict was given.",
            "Correct apiVersion and kind, or leave the object out."),
    SCHEMA_VIOLATION(
            "SchemaViolation",
            "An object does not fit the schema or the rules of its CustomResourceDefinition, so an API server does not store it.",
            "Correct the field as the message says.");

    private final String code;
    private final String meaning;
    private final String remedy;

    ValidationFinding(String code, String meaning, String remedy) {
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
